import Foundation
import Shared

/// What can be seen of a home without calling anybody.
struct HomeChecks {
    let home: Home

    func findings() throws -> [Finding] {
        guard let settings = try home.settings else {
            return [.notice("\(home.path) holds no cluster yet", "week up")]
        }
        return [.well("\(home.path) is \(settings.rehearsal ? "a rehearsal" : "a real cluster")")]
            + secrets() + [space()] + database(settings) + [processes()]
    }

    private func secrets() -> [Finding] {
        let files =
            [home.administratorKey, home.acceptedKeys] + ServiceName.keepingPersonalData.map(home.personalKeys)
            + ServiceName.allCases.flatMap { [home.key(of: $0.rawValue), home.signingKeys(of: $0)] }
        var findings: [Finding] = []
        for file in files {
            var status = stat()
            if stat(file, &status) != 0 {
                findings.append(.wrong("\(file) is missing", "week down && week up"))
            } else if status.st_mode & 0o077 != 0 {
                findings.append(.wrong("\(file) can be read by others", "chmod 600 \(file)"))
            }
        }
        return findings.isEmpty ? [.well("keys can be read by their owner only")] : findings
    }

    private func space() -> Finding {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: home.path)
        let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
        let megabytes = free / 1_048_576
        return megabytes > 1024
            ? .well("\(megabytes / 1024) GiB are free for the database")
            : .wrong("only \(megabytes) MiB are free under \(home.path)", "df -h \(home.path)")
    }

    private func database(_ settings: HomeSettings) -> [Finding] {
        do {
            let postgres = PrivatePostgres(home: home, programs: try .find(), settings: settings)
            guard postgres.isInitialised else { return [.notice("the database is not made yet", "week up")] }
            let version = try? String(contentsOfFile: postgres.files + "/PG_VERSION", encoding: .utf8)
            let words =
                "PostgreSQL \(version?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "") in \(postgres.files)"
            guard let server = postgres.postmaster else { return [.notice("\(words) is not running", "week up")] }
            return [.well("\(words) runs as process \(server.pid)")]
        } catch {
            return [.wrong("\(error)", "apt-get install -y postgresql")]
        }
    }

    private func processes() -> Finding {
        let running = RunningProcess.all(of: home, named: Set(ServiceName.allCases.map(\.rawValue)))
        guard HomeLock.holder(of: home) == nil else {
            return running.count == ServiceName.allCases.count
                ? .well("all four services run")
                : .wrong("only \(running.map(\.name).sorted()) run", "tail \(home.logs)/*.log")
        }
        return running.isEmpty
            ? .notice("the cluster is not running", "week up")
            : .wrong("a killed run left \(running.map(\.name).sorted()) behind", "week down")
    }
}
