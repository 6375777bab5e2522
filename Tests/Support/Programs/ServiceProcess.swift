import Foundation
package import Glibc
package import RPC
package import Shared

/// A service as a process of its own, on a database the test names: the built program, configured by its environment.
package final class ServiceProcess: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let name: ServiceName
    package let pid: pid_t
    package let address: HostPort
    /// The answer of `/readyz` and `/metrics`.
    package let admin: HostPort
    /// From the start of the process until it listened, as seen from here: some milliseconds late.
    package let startup: Duration
    private let keys: TestKeys

    /// Runs `body` with the service once it listens; afterwards it drains.
    ///
    /// - Parameters:
    ///   - conninfo: libpq's words for the database.
    ///   - values: further variables of the environment.
    package static func run<Value: Sendable>(
        _ name: ServiceName, conninfo: String, values: [String: String] = [:],
        _ body: (ServiceProcess) async throws -> Value
    ) async throws -> Value {
        let keys = try TestKeys(of: name)
        defer { keys.remove() }
        let log = TemporaryFile()
        defer { log.remove() }
        let (service, process) = try await start(name, conninfo: conninfo, values: values, keys, log)
        let result: Result<Value, any Error>
        do { result = .success(try await body(service)) } catch { result = .failure(error) }
        // It drains; what does not end by itself is killed.
        kill(process.pid, SIGTERM)
        _ = await process.end(within: .seconds(30))
        return try result.get()
    }

    /// Runs the service until it ends by itself, as one does that cannot start. Answers its status and its log.
    package static func runToEnd(
        _ name: ServiceName, conninfo: String, values: [String: String] = [:], within limit: Duration
    ) async throws -> ProgramOutput {
        let keys = try TestKeys(of: name)
        defer { keys.remove() }
        return try await ProgramRun.run(
            ProgramRun.path(of: name.rawValue), [], environment: environment(conninfo, values, keys), within: limit)
    }

    /// A client with every role but `job` and `service`. Close it when done.
    package func client() -> RPCClient {
        let key = keys.tester.text
        return RPCClient(.init(service: name.rawValue, endpoints: [address], key: { key }))
    }

    package var residentMiB: Int { ProcessFacts.residentMiB(pid) ?? 0 }

    private init(
        name: ServiceName, pid: pid_t, address: HostPort, admin: HostPort, startup: Duration, keys: TestKeys
    ) {
        self.name = name
        self.pid = pid
        self.address = address
        self.admin = admin
        self.startup = startup
        self.keys = keys
    }

    private static func start(
        _ name: ServiceName, conninfo: String, values: [String: String], _ keys: TestKeys, _ log: TemporaryFile
    ) async throws -> (ServiceProcess, SpawnedProcess) {
        let process = try SpawnedProcess(
            ProgramRun.path(of: name.rawValue), [], environment: environment(conninfo, values, keys), errors: log.path)
        let began = ContinuousClock.now
        let limit = began + .seconds(60)
        while ContinuousClock.now < limit, ProcessFacts.isAlive(process.pid) {
            if let address = log.address(of: "listening"), let admin = log.address(of: "admin_listening") {
                let service = ServiceProcess(
                    name: name, pid: process.pid, address: address, admin: admin, startup: ContinuousClock.now - began,
                    keys: keys)
                return (service, process)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        kill(process.pid, SIGKILL)
        _ = await process.end(within: .seconds(10))
        throw Failure(description: "\(name.rawValue) did not start:\n\(log.text.suffix(2_000))")
    }

    private static func environment(
        _ conninfo: String, _ values: [String: String], _ keys: TestKeys
    ) -> [String: String] {
        var all = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("WEEK_") }
        all["WEEK_DATABASE"] = conninfo
        for (key, path) in keys.configuration { all[key.uppercased().replacing(".", with: "_")] = path }
        return all.merging(values) { _, own in own }
    }
}

extension TemporaryFile {
    private struct LogLine: Decodable {
        let event: String
        let host: String?
        let port: Int?
    }

    /// Where the log says that something listens.
    fileprivate func address(of event: String) -> HostPort? {
        for text in text.split(separator: "\n") where text.contains("\"\(event)\"") {
            guard let line = try? JSONDecoder().decode(LogLine.self, from: Data(text.utf8)), line.event == event,
                let host = line.host, let port = line.port
            else { continue }
            return HostPort(host: host, port: port)
        }
        return nil
    }
}
