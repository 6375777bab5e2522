import Foundation
import Shared

/// What a run that was killed left running. It is stopped before the next one starts, so that two of a kind never work
/// on one home; nothing committed is lost.
enum Leftovers {
    /// - Returns: what was stopped, for the terminal.
    static func stop(_ home: Home, postgres: PrivatePostgres) async throws -> [String] {
        var stopped: [String] = []
        let services = RunningProcess.all(of: home, named: Set(ServiceName.allCases.map(\.rawValue)))
        // All are asked at once and get the time of one.
        for service in services { kill(service.pid, SIGTERM) }
        for service in services {
            guard try await service.end(SIGTERM, within: .seconds(10), thenKill: true) else {
                throw Complaint("\(service.name) (process \(service.pid)) of an earlier run does not end.")
            }
            stopped.append("\(service.name) (process \(service.pid))")
        }
        if let server = postgres.postmaster {
            // SIGINT ends its sessions and shuts down well. It is never killed: its children would live on for a while.
            guard try await server.end(SIGINT, within: .seconds(60), thenKill: false) else {
                throw Complaint("PostgreSQL (process \(server.pid)) of an earlier run does not end.")
            }
            stopped.append("PostgreSQL (process \(server.pid))")
        }
        return stopped
    }
}
