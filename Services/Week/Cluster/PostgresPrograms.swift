import Foundation
import Subprocess
import SystemPackage

/// PostgreSQL's programs on this machine, and as whom they run: PostgreSQL refuses to run as root.
struct PostgresPrograms: Sendable {
    let folder: String
    let account: Account?

    /// A user of the system to become; nil where the programs run as the caller.
    struct Account: Sendable, Equatable {
        let name: String
        let user: uid_t
        let group: gid_t
    }

    /// - Throws: with the line to type when PostgreSQL, or the user to run it as, is missing.
    static func find(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> PostgresPrograms {
        let folders = [environment["WEEK_POSTGRES_BIN"]].compactMap(\.self) + installed() + path(environment)
        guard
            let folder = folders.first(where: { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") })
        else {
            throw Complaint(
                """
                PostgreSQL's programs (initdb, postgres) are not on this machine. Install them: apt-get install -y postgresql
                If they lie at an unusual place, name their folder in WEEK_POSTGRES_BIN.
                """)
        }
        return PostgresPrograms(folder: folder, account: try geteuid() == 0 ? postgresAccount() : nil)
    }

    /// Debian's places, the newest version first.
    private static func installed() -> [String] {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap(Int.init).sorted(by: >).map { "\(root)/\($0)/bin" }
    }

    private static func path(_ environment: [String: String]) -> [String] {
        (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    }

    private static func postgresAccount() throws -> Account {
        guard let entry = getpwnam("postgres") else {
            throw Complaint(
                """
                PostgreSQL does not run as root, and this machine has no user postgres to run it as.
                Make one: useradd --system --shell /usr/sbin/nologin postgres. Or run week as an ordinary user.
                """)
        }
        return Account(name: "postgres", user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
    }

    /// How each of the programs is started: as the account, in a session of its own, so that the terminal's Ctrl-C reaches
    /// `week` alone, which stops everything in order.
    ///
    /// setpriv changes the user and becomes the program. Subprocess's own `userID` calls setuid behind a bare clone3, where
    /// glibc waits for threads that are not there: the child hangs for ever, now and then.
    func configuration(_ program: String, _ arguments: [String], in home: Home) -> Subprocess.Configuration {
        var options = PlatformOptions()
        options.createSession = true
        let own = ["\(folder)/\(program)"] + arguments
        let words =
            account.map { ["setpriv", "--reuid=\($0.user)", "--regid=\($0.group)", "--clear-groups", "--"] + own }
            ?? own
        return Subprocess.Configuration(
            executable: account == nil ? .path(FilePath(words[0])) : .name(words[0]),
            arguments: Arguments(Array(words.dropFirst())),
            environment: .inherit.updating(["WEEK_HOME": home.path, "LC_ALL": "C.UTF-8", "PGPASSFILE": nil]),
            // Not the caller's folder: the account may not be allowed into it.
            workingDirectory: "/", platformOptions: options)
    }

    /// Runs one program to its end.
    /// - Throws: with the program's own words when it fails.
    func run(_ program: String, _ arguments: [String], in home: Home) async throws {
        let result = try await Subprocess.run(
            configuration(program, arguments, in: home), output: .discarded, error: .string(limit: 16_384))
        guard result.terminationStatus.isSuccess else {
            throw Complaint("\(program) failed (\(result.terminationStatus)): \(result.standardError)")
        }
    }

    /// Whether the account can enter every folder on the way to `path`; folders that are not there yet are ours to make.
    func mayEnter(_ path: String) -> Bool {
        guard let account else { return true }
        var folder = path
        while folder != "/" && !folder.isEmpty {
            folder = (folder as NSString).deletingLastPathComponent
            var status = stat()
            guard stat(folder, &status) == 0 else { continue }
            let bit: mode_t =
                status.st_uid == account.user ? S_IXUSR : status.st_gid == account.group ? S_IXGRP : S_IXOTH
            guard status.st_mode & bit != 0 else { return false }
        }
        return true
    }

    /// Makes a folder only the account can use, under folders that it can pass through.
    func makeOwnFolder(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: (folder as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755])
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Complaint("\(folder) cannot be made: \(error.localizedDescription)")
        }
        try giveToAccount(folder)
    }

    func giveToAccount(_ path: String) throws {
        guard let account, chown(path, account.user, account.group) != 0 else { return }
        throw Complaint(system: "\(path) cannot be given to user \(account.name)")
    }
}
