package import Contracts
import RPC

extension ServiceTestHarness {
    /// Every change that is committed by now, in the feed's order.
    ///
    /// A feed shows a change once no older transaction of the whole PostgreSQL is open, other tests' included: this asks until
    /// it has seen what was the newest at the beginning, for a minute at most.
    package func committedChanges<Feed: RPCMethod>(_ feed: Feed.Type) async throws -> [Change]
    where Feed.Params == ChangesParams, Feed.Result == ChangesPage {
        var changes: [Change] = []
        var after = "0"
        var newest: String?
        let end = ContinuousClock.now + .seconds(60)
        repeat {
            let page = try await client.call(feed, ChangesParams(after: after, limit: 500, waitMs: 2_000))
            newest = newest ?? page.latest
            changes += page.changes
            after = page.next
        } while changes.allSatisfy({ $0.position != newest }) && newest != "0" && ContinuousClock.now < end
        return changes
    }
}
