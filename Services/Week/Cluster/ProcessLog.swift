import Foundation
import SystemPackage

/// The file that takes what a process of the cluster writes.
struct ProcessLog: Sendable {
    let path: String
    /// Beyond this a new start puts the old log aside, so that two of them bound what a process leaves.
    static let most = 16 * 1024 * 1024

    func open() throws -> FileDescriptor {
        var status = stat()
        if stat(path, &status) == 0, status.st_size > Self.most { rename(path, path + ".1") }
        do {
            return try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .append, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead])
        } catch {
            throw Complaint("\(path) cannot be written: \(error)")
        }
    }

    /// The last lines, for a message about a process that does not start.
    func tail(_ count: Int) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        defer { try? file.close() }
        let end = (try? file.seekToEnd()) ?? 0
        try? file.seek(toOffset: end > 8192 ? end - 8192 : 0)
        let text = String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").suffix(count).map { "    \($0)" }.joined(separator: "\n")
    }
}
