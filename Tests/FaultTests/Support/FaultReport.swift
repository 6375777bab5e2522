import Foundation
import Shared
import TestSupport
import Testing

/// What a service uses while nothing is wrong, to be compared with after a fault.
struct Footprint: Sendable {
    let residentMiB: Int
    let connections: Int

    /// Connections the service may have: readers, writers, leases and its listener.
    static let connectionLimit = 2 + 2 + 8 + 1

    static func of(_ service: ServiceProcess, _ cluster: PrivateCluster) async throws -> Footprint {
        let open = try await cluster.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'week-\(service.name.rawValue)'")
        return Footprint(residentMiB: service.residentMiB, connections: Int(open) ?? -1)
    }

    /// As it is once connections that were given up are gone, or after ten seconds.
    static func afterwards(_ service: ServiceProcess, _ cluster: PrivateCluster) async throws -> Footprint {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            let now = try await of(service, cluster)
            if now.connections <= connectionLimit || ContinuousClock.now > end { return now }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Memory and connections are what they were: no queue, buffer or session of the fault is kept.
    func expectNormal(since before: Footprint, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(
            residentMiB <= before.residentMiB + 40, "\(before.residentMiB) MiB before, \(residentMiB) after",
            sourceLocation: sourceLocation)
        #expect((1...Self.connectionLimit).contains(connections), sourceLocation: sourceLocation)
    }
}

/// The figures of the runs, one row of a Markdown table each, appended to the file that `WEEK_FAULT_REPORT` names: from
/// there scripts/faults puts them into docs/reliability.md.
enum FaultReport {
    static func add(
        _ fault: String, _ verdict: Verdict, recovery: Duration, before: Footprint, after: Footprint
    ) throws {
        let columns = [
            fault, "\(verdict.acknowledged)", "\(verdict.refused)", "\(verdict.foundByRetry)", "\(verdict.lost)",
            "\(verdict.doubled)", seconds(verdict.slowest), seconds(recovery),
            "\(before.residentMiB) → \(after.residentMiB)", "\(before.connections) → \(after.connections)",
        ]
        let row = "| " + columns.joined(separator: " | ") + " |\n"
        guard let path = ProcessInfo.processInfo.environment["WEEK_FAULT_REPORT"] else { return }
        let file = try #require(fopen(path, "a"), "\(path) cannot be written")
        defer { fclose(file) }
        try #require(fputs(row, file) >= 0)
    }

    private static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return String(format: "%.2f s", Double(seconds) + Double(attoseconds) / 1e18)
    }
}

/// How long a load runs around each fault: short in the first tier; `WEEK_FAULT_ROUNDS` makes it longer.
enum FaultScale {
    static let rounds = ProcessInfo.processInfo.environment["WEEK_FAULT_ROUNDS"].flatMap { Int($0) } ?? 1
}
