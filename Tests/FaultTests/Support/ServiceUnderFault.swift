import Shared
import TestSupport
import Testing

/// A service under load while something is done to its database: what every fault is tried on, and what has to hold after
/// each.
enum ServiceUnderFault {
    /// Runs the callers until `trouble` has passed. Then nothing acknowledged is missing and nothing is there twice, nobody
    /// waited longer than `patience`, memory and connections are what they were; the figures go into the report.
    ///
    /// - Parameters:
    ///   - fault: its name in the report.
    ///   - conninfo: how the service reaches its database, which is called `week`.
    ///   - cluster: where that is before the trouble.
    ///   - survivor: where it is afterwards; the same if nil.
    ///   - calm: calls that are acknowledged before the trouble begins.
    ///   - trouble: gives the longest time from the end of a fault to the next acknowledged call.
    @discardableResult
    static func endures(
        _ fault: String, conninfo: String, on cluster: PrivateCluster, then survivor: PrivateCluster? = nil,
        callers: Int = 8, timeout: Duration = .seconds(4), calm: Int = 100, patience: Duration = .seconds(5),
        sourceLocation: SourceLocation = #_sourceLocation,
        trouble: (ServiceLoad) async throws -> Duration
    ) async throws -> Verdict {
        try await ServiceProcess.run(.registry, conninfo: conninfo) { service in
            let client = service.client()
            defer { client.close() }
            var recovery = Duration.zero
            var before: Footprint?
            let calls = try await ServiceLoad.run(on: client, callers: callers, timeout: timeout) { load in
                try await load.acknowledges(calm)
                before = try await Footprint.of(service, cluster)
                recovery = try await trouble(load)
            }
            let end = survivor ?? cluster
            let verdict = try await Verdict.reach(calls, client, end, "week", sourceLocation: sourceLocation)
            #expect(
                verdict.slowest < patience, "callers are answered within \(timeout)", sourceLocation: sourceLocation)
            let after = try await Footprint.afterwards(service, end)
            let calmly = try #require(before)
            after.expectNormal(since: calmly, sourceLocation: sourceLocation)
            try FaultReport.add(fault, verdict, recovery: recovery, before: calmly, after: after)
            return verdict
        }
    }
}
