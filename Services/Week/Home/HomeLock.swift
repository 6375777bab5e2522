import Foundation

/// Only one `week up` runs a home. The kernel keeps the lock and its holder's pid, so a killed holder leaves nothing
/// stale. A record lock ends when its process closes any descriptor of the file: the holder must not open it again.
final class HomeLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Throws when another process holds it.
    static func take(_ home: Home) throws -> HomeLock {
        let descriptor = open(home.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Complaint(system: "\(home.lock) cannot be opened") }
        var request = whole(F_WRLCK)
        guard fcntl(descriptor, F_SETLK, &request) == 0 else {
            close(descriptor)
            let holder = holder(of: home).map { " (process \($0))" } ?? ""
            throw Complaint(
                "The cluster of \(home.path) runs already\(holder). See it: week status. Stop it: week down.")
        }
        return HomeLock(descriptor: descriptor)
    }

    /// The process that runs the home; nil when none does.
    static func holder(of home: Home) -> pid_t? {
        let descriptor = open(home.lock, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var request = whole(F_WRLCK)
        guard fcntl(descriptor, F_GETLK, &request) == 0, request.l_type != Int16(F_UNLCK) else { return nil }
        return request.l_pid
    }

    private static func whole(_ type: Int32) -> flock {
        flock(l_type: Int16(type), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
    }
}
