import Foundation

/// A file that is whole and on the disk before it has its name, and keeps the name when the machine stops. Blocks.
enum DurableFile {
    /// The system's error number.
    struct Failure: Error { let code: Int32 }

    /// - Parameters:
    ///   - draft: where it is written first, on the file system of `path`; what a killed process left there is replaced.
    ///   - path: replaced whole if it is there.
    static func write(_ bytes: [UInt8], to path: String, by draft: String) throws(Failure) {
        try withDescriptor(of: draft, O_WRONLY | O_CREAT | O_TRUNC) { descriptor throws(Failure) in
            var left = bytes[...]
            while !left.isEmpty {
                let count = left.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw Failure(code: errno) }
                left = left.dropFirst(count)
            }
            // The name must not reach the disk before the content.
            guard fsync(descriptor) == 0 else { throw Failure(code: errno) }
        }
        guard rename(draft, path) == 0 else { throw Failure(code: errno) }
        try keepNames(in: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
    }

    /// Once it returns, the names of a folder outlive the machine.
    static func keepNames(in folder: String) throws(Failure) {
        try withDescriptor(of: folder, O_RDONLY | O_DIRECTORY) { descriptor throws(Failure) in
            guard fsync(descriptor) == 0 else { throw Failure(code: errno) }
        }
    }

    private static func withDescriptor(
        of path: String, _ flags: Int32, _ body: (Int32) throws(Failure) -> Void
    ) throws(Failure) {
        // What it holds is between the sender and whom it is for.
        let descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        defer { close(descriptor) }
        try body(descriptor)
    }
}
