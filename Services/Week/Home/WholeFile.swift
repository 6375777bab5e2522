import Foundation

/// A file that is replaced as a whole or not at all, whenever the process ends.
enum WholeFile {
    /// - Parameter mode: of the new file; secrets are 0600.
    static func write(_ text: String, to path: String, mode: mode_t = 0o644) throws {
        let next = "\(path).\(getpid()).next"
        let descriptor = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Complaint(system: "\(path) cannot be written") }
        defer { close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Complaint(system: "\(path) cannot be written") }
            bytes = bytes.dropFirst(count)
        }
        // The rename must not reach the disk before the content.
        guard fsync(descriptor) == 0, rename(next, path) == 0 else {
            throw Complaint(system: "\(path) cannot be written")
        }
    }

    /// Replaces a secret, for the same readers: its owner and mode stay.
    static func rewrite(_ text: String, at path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Complaint(system: "\(path) cannot be read") }
        let next = path + ".rotated"
        try write(text, to: next, mode: status.st_mode & 0o777)
        guard chown(next, status.st_uid, status.st_gid) == 0, rename(next, path) == 0 else {
            throw Complaint(system: "\(path) cannot be replaced")
        }
    }

    /// nil when there is no such file.
    static func read(_ path: String) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Complaint("\(path) cannot be read: \(error.localizedDescription)")
        }
    }
}
