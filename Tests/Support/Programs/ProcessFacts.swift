package import Glibc

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What /proc says of a process.
package enum ProcessFacts {
    /// False for a zombie: nobody needs to wait for it.
    package static func isAlive(_ pid: pid_t) -> Bool {
        guard let fields = stat(pid) else { return false }
        return fields.first != "Z"
    }

    package static func children(of pid: pid_t) -> [pid_t] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.filter { child in
            guard let fields = stat(child), fields.count > 1 else { return false }
            return fields[1] == String(pid)
        }
    }

    /// The memory in use, in MiB; nil when the process is gone.
    package static func residentMiB(_ pid: pid_t) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
            .map { $0 / 1_024 }
    }

    /// The fields of /proc/PID/stat behind the name, which may hold anything: state, parent, …
    private static func stat(_ pid: pid_t) -> [Substring]? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        return text[text.index(after: end)...].split(separator: " ")
    }
}
