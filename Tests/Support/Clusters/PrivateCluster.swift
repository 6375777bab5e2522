import Foundation
import Glibc
import Synchronization

/// A PostgreSQL cluster of a test's own, to be killed, filled up or failed over. It flushes and commits as in production;
/// no TCP port is opened.
package final class PrivateCluster: Sendable {
    package let directory: String
    private let settings: [String]
    private static let count = Atomic<Int>(0)

    /// Runs `body` with a running cluster and removes it afterwards.
    ///
    /// - Parameters:
    ///   - settings: of the server, as in postgresql.conf, beside those that keep it small and private.
    ///   - parent: the folder to make the cluster's in; its path must be short, for the unix socket.
    ///   - initialisation: further arguments of initdb.
    package static func with<Value: Sendable>(
        _ settings: [String: String] = [:], in parent: String = "/tmp", initialisation: [String] = [],
        _ body: (PrivateCluster) async throws -> Value
    ) async throws -> Value {
        let cluster = PrivateCluster(settings, in: parent)
        return try await cluster.lend {
            try PostgresPrograms.makeFolder(cluster.directory)
            try PostgresPrograms.watch(cluster.directory)
            try await PostgresPrograms.run(
                "initdb",
                ["-D", cluster.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
                    + initialisation)
        } to: {
            try await body(cluster)
        }
    }

    /// Runs `body` with a standby that streams from this cluster and reports under `name`.
    package func withStandby<Value: Sendable>(
        _ name: String, _ body: (PrivateCluster) async throws -> Value
    ) async throws -> Value {
        let standby = PrivateCluster(["cluster_name": name], in: "/tmp")
        return try await standby.lend {
            try PostgresPrograms.makeFolder(standby.directory)
            try PostgresPrograms.watch(standby.directory)
            // -R: it follows the server it was copied from.
            try await PostgresPrograms.run(
                "pg_basebackup",
                ["-h", self.directory, "-U", "postgres", "-D", standby.data, "-R", "-X", "stream", "-c", "fast", "-N"])
        } to: {
            try await body(standby)
        }
    }

    private init(_ settings: [String: String], in parent: String) {
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        directory = "\(parent)/week-own-\(getpid())-\(number)"
        let own = ["listen_addresses": "", "unix_socket_directories": directory, "shared_buffers": "32MB"]
        self.settings = own.merging(settings) { _, given in given }.sorted { $0.key < $1.key }
            .flatMap { ["-c", "\($0.key)='\($0.value)'"] }
    }

    private func lend<Value: Sendable>(
        _ make: () async throws -> Void, to body: () async throws -> Value
    ) async throws -> Value {
        do {
            try await make()
            try await start()
            let value = try await body()
            await remove()
            return value
        } catch {
            await remove()
            throw error
        }
    }

    private var data: String { "\(directory)/data" }
    /// The end of the server's log, for a test that fails.
    package var log: String {
        let text = (try? String(contentsOfFile: "\(directory)/log", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(20).joined(separator: "\n")
    }

    // MARK: Connections

    /// libpq's words for a database of this cluster, as a superuser.
    package func conninfo(_ database: String = "postgres") -> String { Self.conninfo([self], database) }

    /// For whichever of the clusters takes writes.
    package static func conninfo(_ clusters: [PrivateCluster], _ database: String = "postgres") -> String {
        let hosts = clusters.map(\.directory).joined(separator: ",")
        let target = clusters.count > 1 ? " target_session_attrs=read-write" : ""
        return "host=\(hosts) port=5432 user=postgres dbname=\(database)\(target)"
    }

    package var socket: String { "\(directory)/.s.PGSQL.5432" }

    /// Runs SQL text by psql, which needs no pool of ours, and answers its rows, columns parted by `|`.
    @discardableResult
    package func sql(_ text: String, in database: String = "postgres") async throws -> String {
        try await PostgresPrograms.run(
            "psql", ["-XqAt", "-v", "ON_ERROR_STOP=1", "-h", directory, "-U", "postgres", "-d", database, "-c", text],
            within: .seconds(60)
        ).output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    // MARK: Life and death

    /// Starts the server and returns when it takes connections.
    package func start() async throws {
        try await PostgresPrograms.run(
            "pg_ctl",
            ["-D", data, "-l", "\(directory)/log", "-w", "-t", "60", "start", "-o", settings.joined(separator: " ")],
            hint: { self.log })
    }

    package func promote() async throws {
        try await PostgresPrograms.run("pg_ctl", ["-D", data, "-w", "-t", "60", "promote"])
    }

    /// Whether the server process lives; a crashed one that restarts its children does.
    package var isRunning: Bool { postmaster.map(ProcessFacts.isAlive) ?? false }

    /// kill -9 of the server and all its processes at once, as a power cut would; returns when they are gone.
    package func kill() async throws {
        guard let postmaster else { return }
        let all = [postmaster] + ProcessFacts.children(of: postmaster)
        for pid in all { Glibc.kill(pid, SIGKILL) }
        let end = ContinuousClock.now + .seconds(20)
        while all.contains(where: ProcessFacts.isAlive) {
            guard ContinuousClock.now < end else {
                throw PostgresPrograms.Failure(description: "a killed PostgreSQL did not go away")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        // Where nobody has reaped it yet, its number is taken, and a new server would believe that it still runs.
        unlink("\(data)/postmaster.pid")
        unlink("\(socket).lock")
    }

    private var postmaster: pid_t? {
        let file = try? String(contentsOfFile: "\(data)/postmaster.pid", encoding: .utf8)
        return file?.split(separator: "\n").first.flatMap { pid_t($0) }
    }

    private func remove() async {
        // Nothing of it is needed again, and what cannot be killed here the watchdog stops.
        try? await kill()
        try? FileManager.default.removeItem(atPath: directory)
    }
}
