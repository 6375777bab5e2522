import Foundation
import Security

/// Where the private PostgreSQL's files and socket of a home lie.
enum DatabasePlace {
    /// sockaddr_un holds 108 bytes with the zero at the end; `/.s.PGSQL.5432` is 14 of them.
    static let longestSocketFolder = 107 - "/.s.PGSQL.5432".utf8.count

    static func choose(for home: Home, programs: PostgresPrograms) -> (database: String, socket: String) {
        let reachable = programs.mayEnter(home.path + "/postgres")
        let inside = home.path + "/socket"
        // The home's own name, short: another home on this machine gets another.
        let name = String(Hex.encode(DigestAlgorithm.sha256.digest(Array(home.path.utf8)).bytes).prefix(12))
        return (
            database: reachable ? home.path + "/postgres" : "/var/lib/activity-week/\(name)",
            socket: reachable && inside.utf8.count <= longestSocketFolder ? inside : "/tmp/activity-week-\(name)"
        )
    }
}
