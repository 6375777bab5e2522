/// Counts of a server since its start.
package struct ServerStats: Codable, Sendable, Hashable {
    /// Connections open now.
    package let connections: Int
    /// Connections refused because there were too many.
    package let connectionsRefused: Int
    /// Calls running or waiting to run now, long polls not counted.
    package let callsInFlight: Int
    /// Calls and batches that wait for their turn now: behind a notification, or behind `rpc.auth`.
    package let callsWaiting: Int
    /// Requests that were answered and notifications that were run, refused ones among them.
    package let calls: Int
    /// Requests that were answered with an error.
    package let faults: Int
    /// Notifications that were not run: of a mutation, refused, unknown or sent while draining.
    package let notificationsDropped: Int
    /// What the service's connections to PostgreSQL do; absent: it has none.
    package let database: DatabaseStats?

    package init(
        connections: Int, connectionsRefused: Int, callsInFlight: Int, callsWaiting: Int, calls: Int,
        faults: Int, notificationsDropped: Int, database: DatabaseStats? = nil
    ) {
        self.connections = connections
        self.connectionsRefused = connectionsRefused
        self.callsInFlight = callsInFlight
        self.callsWaiting = callsWaiting
        self.calls = calls
        self.faults = faults
        self.notificationsDropped = notificationsDropped
        self.database = database
    }
}
