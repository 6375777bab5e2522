import Contracts
import Postgres

/// The committed changes of a service, in an order that is safe under concurrent commits.
package final class ChangeFeed: Sendable {
    let database: Database

    init(database: Database) { self.database = database }

    /// A transaction with change rows was committed: wakes the readers.
    func committed(_ marks: FeedMarks) {}
}
