import Foundation
import Glibc

/// PostgreSQL's own programs, run as the user it accepts.
enum PostgresPrograms {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The newest one installed.
    private static let folder: String = {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.filter { Int($0) != nil }.max { (Int($0) ?? 0) < (Int($1) ?? 0) }
        return "/usr/lib/postgresql/\(newest ?? "none")/bin"
    }()

    /// PostgreSQL refuses to run as root, so root becomes `postgres`.
    private static let prefix =
        geteuid() == 0
        ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : []

    /// - Parameter hint: what else helps to see why it failed.
    @discardableResult
    static func run(
        _ name: String, _ arguments: [String], within limit: Duration = .seconds(90), hint: () -> String = { "" }
    ) async throws -> ProgramOutput {
        let words = prefix + ["\(folder)/\(name)"] + arguments
        let result = try await ProgramRun.run(words[0], Array(words.dropFirst()), within: limit)
        guard result.status == 0 else {
            throw Failure(description: "\(name) failed (\(result.status)): \(result.output)\(result.errors)\(hint())")
        }
        return result
    }

    /// Makes a folder that belongs to PostgreSQL's user.
    static func makeFolder(_ path: String) throws {
        var attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        if geteuid() == 0 { attributes[.ownerAccountName] = "postgres" }
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: attributes)
        if geteuid() == 0 { try FileManager.default.setAttributes([.ownerAccountName: "postgres"], ofItemAtPath: path) }
    }

    /// Stops the cluster in `directory` and removes it when this process is gone, however it ended, unless the directory
    /// is gone before.
    static func watch(_ directory: String) throws {
        _ = try SpawnedProcess(
            "/usr/bin/setsid",
            ["/bin/sh", "-c", watchdog, "watchdog", String(getpid()), directory, "\(folder)/pg_ctl"] + prefix)
    }

    private static let watchdog = """
        parent=$1 directory=$2 control=$3
        shift 3
        while kill -0 "$parent" 2>/dev/null && [ -d "$directory" ]; do sleep 1; done
        [ -d "$directory" ] || exit 0
        "$@" "$control" -D "$directory/data" -m immediate -w stop
        rm -rf "$directory"
        """
}
