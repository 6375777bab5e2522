import Foundation

/// A process of this home as /proc shows it. Found by what it is, not by a pid written down: a number left by a killed
/// run may by now belong to another program.
struct RunningProcess: Hashable, Sendable {
    let pid: pid_t
    let name: String
    /// When it started, in ticks after boot: together with the pid it names one process for ever.
    private let started: UInt64

    /// Processes with these names whose environment says that they belong to `home`.
    static func all(of home: Home, named names: Set<String>) -> [RunningProcess] {
        let mark = "WEEK_HOME=\(home.path)"
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return folders.compactMap { folder in
            guard let pid = pid_t(folder), pid != getpid(), let process = RunningProcess(pid: pid),
                names.contains(process.name), environment(of: pid).contains(mark)
            else { return nil }
            return process
        }
    }

    /// nil when there is no such process, or only what is left of it until its parent asks.
    init?(pid: pid_t) {
        // "123 (name) S 1 …": the name may hold spaces and parentheses, the 22nd field is the start.
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let opening = stat.firstIndex(of: "("), let closing = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: closing)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X", let started = UInt64(fields[19]) else {
            return nil
        }
        self.pid = pid
        self.started = started
        name = String(stat[stat.index(after: opening)..<closing])
    }

    private static func environment(of pid: pid_t) -> [String] {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else { return [] }
        return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    var isAlive: Bool { RunningProcess(pid: pid) == self }

    /// Asks with `signal`, waits, and kills what is still there when `kill` allows it. False when it lives on.
    func end(_ signal: Int32, within limit: Duration, thenKill: Bool) async throws -> Bool {
        Foundation.kill(pid, signal)
        if try await isGone(within: limit) { return true }
        guard thenKill else { return false }
        Foundation.kill(pid, SIGKILL)
        return try await isGone(within: .seconds(5))
    }

    private func isGone(within limit: Duration) async throws -> Bool {
        try await Wait.until(within: limit) { !isAlive }
    }
}
