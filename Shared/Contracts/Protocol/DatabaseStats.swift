/// What a service's connections to PostgreSQL do and have done since its start.
package struct DatabaseStats: Codable, Sendable, Hashable {
    /// Connections that all callers share.
    package struct Shared: Codable, Sendable, Hashable {
        /// Connections open now.
        package let connections: Int
        /// Statements accepted and not answered now.
        package let outstanding: Int
        /// Statements sent, those that were sent again included.
        package let statements: Int
        /// Round trips in which they were sent; for writers each is a commit.
        package let syncs: Int

        package init(connections: Int, outstanding: Int, statements: Int, syncs: Int) {
            self.connections = connections
            self.outstanding = outstanding
            self.statements = statements
            self.syncs = syncs
        }
    }

    /// The connections of reads.
    package let readers: Shared
    /// The connections of writes that commit in groups.
    package let writers: Shared
    /// Connections for one caller at a time, open now.
    package let leasesOpen: Int
    /// Those of them that a caller has now.
    package let leasesTaken: Int
    /// Callers that wait for one now.
    package let leasesWaiting: Int
    /// Callers that were refused, because none became free in time or too many waited.
    package let leasesRefused: Int

    package init(
        readers: Shared, writers: Shared, leasesOpen: Int, leasesTaken: Int, leasesWaiting: Int, leasesRefused: Int
    ) {
        self.readers = readers
        self.writers = writers
        self.leasesOpen = leasesOpen
        self.leasesTaken = leasesTaken
        self.leasesWaiting = leasesWaiting
        self.leasesRefused = leasesRefused
    }
}
