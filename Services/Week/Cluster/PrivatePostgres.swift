import Foundation
import Shared
import Subprocess

/// The PostgreSQL that belongs to one home: reached by its unix socket alone, by passwords that lie in the home.
struct PrivatePostgres: Sendable {
    let home: Home
    let programs: PostgresPrograms
    /// The folder of its files.
    let files: String
    /// The folder of its socket.
    let socket: String

    static let owner = "week"
    static let database = "week"

    init(home: Home, programs: PostgresPrograms, settings: HomeSettings) {
        self.home = home
        self.programs = programs
        files = settings.database
        socket = settings.socket
    }

    var isInitialised: Bool { FileManager.default.fileExists(atPath: files + "/PG_VERSION") }

    /// Makes the cluster of files. It appears under its name only when it is whole, so that a run killed in the middle
    /// starts over.
    func initialise() async throws {
        let next = files + ".next"
        try? FileManager.default.removeItem(atPath: next)
        try programs.makeOwnFolder(next)
        // initdb reads the owner's first password from a file, as the account it runs as.
        let password = next + ".password"
        try WholeFile.write(
            try Secret.password(home.databasePassword(of: Self.owner)) + "\n", to: password, mode: 0o600)
        defer { unlink(password) }
        try programs.giveToAccount(password)
        try await programs.run(
            "initdb",
            [
                "-D", next, "-U", Self.owner, "--pwfile", password, "-A", "scram-sha-256", "-E", "UTF8",
                "--locale=C.UTF-8", "--no-instructions",
            ], in: home)
        guard rename(next, files) == 0 else { throw Complaint(system: "\(files) cannot be made") }
    }

    /// What runs it in the foreground. The socket's folder may be gone after a reboot; a pid file may be left.
    func start() throws -> Subprocess.Configuration {
        try programs.makeOwnFolder(socket)
        if postmaster == nil {
            // Where nobody has reaped it yet, the number of a killed one is taken, and a new one would believe that it runs.
            unlink(files + "/postmaster.pid")
            unlink(socket + "/.s.PGSQL.5432.lock")
        }
        return programs.configuration(
            "postgres",
            [
                "-D", files, "-k", socket, "-c", "listen_addresses=", "-c", "port=5432", "-c", "max_connections=100",
                "-c", "logging_collector=off", "-c", "log_line_prefix=%m [%p] %q%u ", "-c", "timezone=UTC",
            ], in: home)
    }

    /// The running server of these files, also one that a killed run left; nil when there is none.
    var postmaster: RunningProcess? {
        guard let lines = try? String(contentsOfFile: files + "/postmaster.pid", encoding: .utf8),
            let pid = lines.split(separator: "\n").first.flatMap({ pid_t($0) }), let process = RunningProcess(pid: pid),
            // The pid may be another program's by now; a server's folder is its files'.
            let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd"),
            folder == URL(fileURLWithPath: files).resolvingSymlinksInPath().path
        else { return nil }
        return process
    }

    /// Waits until it takes connections. After a kill it first replays its log, which takes as long as it takes.
    func waitUntilReady() async throws {
        let check = programs.configuration("pg_isready", ["-q", "-h", socket, "-p", "5432", "-t", "1"], in: home)
        let ready = try await Wait.until(within: .seconds(120)) {
            try await Subprocess.run(check, output: .discarded, error: .discarded).terminationStatus.isSuccess
        }
        guard ready else {
            throw Complaint(
                """
                PostgreSQL did not become ready within 120 s. The end of its log, \(home.log(of: "postgres")):
                \(ProcessLog(path: home.log(of: "postgres")).tail(8))
                """)
        }
    }

    /// Makes the database and what the services need in it.
    func prepare() async throws {
        let owner = DatabaseConfiguration(
            parameters: [
                "host": socket, "port": "5432", "user": Self.owner, "dbname": Self.database,
                "password": try Secret.password(home.databasePassword(of: Self.owner)),
            ], applicationName: "week")
        let passwords = try Dictionary(
            uniqueKeysWithValues: ServiceName.allCases.map {
                ($0, try Secret.password(home.databasePassword(of: $0.rawValue)))
            })
        try await DatabasePreparation.createDatabase(Self.database, owner: owner)
        try await DatabasePreparation(owner: owner, passwords: passwords).run()
    }

    /// How a service connects; its password lies in a file.
    func connection(of service: ServiceName) -> String {
        // libpq's quoting: a home's path may hold spaces.
        let host = socket.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        return "host='\(host)' port=5432 dbname=\(Self.database) user=\(service.rawValue)"
    }
}
