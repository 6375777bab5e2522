import Foundation
import TestSupport

/// A file system of its own that is soon full: a tmpfs, which needs the right to mount; where that is missing, a small
/// /dev/shm, as containers have it; or the folder in `WEEK_TEST_SMALL_DISK`.
struct SmallDisk {
    let path: String

    /// A file system of another size is none to fill: the cluster would not fit, or the machine would suffer.
    private static let mebibytes = 60...400

    static func with(mebibytes: Int, _ body: (SmallDisk) async throws -> Void) async throws {
        if let own = ProcessInfo.processInfo.environment["WEEK_TEST_SMALL_DISK"] {
            return try await body(SmallDisk(path: own))
        }
        if try await withMounted(mebibytes: mebibytes, body) { return }
        guard let size = size(of: "/dev/shm"), Self.mebibytes.contains(size) else {
            throw LoadFailure(
                description: """
                    A full disk is tested on a small tmpfs, which this process may not mount, and /dev/shm is none. Run this \
                    test as root, or name a folder on a file system of 60 to 400 MiB in WEEK_TEST_SMALL_DISK.
                    """)
        }
        try await withFolder("/dev/shm/week-disk-\(getpid())", body)
    }

    /// False when nothing can be mounted here.
    private static func withMounted(mebibytes: Int, _ body: (SmallDisk) async throws -> Void) async throws -> Bool {
        guard geteuid() == 0 else { return false }
        var isMounted = false
        try await withFolder("/tmp/week-disk-\(getpid())") { disk in
            let mount = try await ProgramRun.run(
                "/bin/mount", ["-t", "tmpfs", "-o", "size=\(mebibytes)m,mode=755", "tmpfs", disk.path],
                within: .seconds(10))
            isMounted = mount.status == 0
            guard isMounted else { return }
            let result: Result<Void, any Error>
            do { result = .success(try await body(disk)) } catch { result = .failure(error) }
            _ = try await ProgramRun.run("/bin/umount", ["-l", disk.path], within: .seconds(10))
            try result.get()
        }
        return isMounted
    }

    private static func withFolder(_ path: String, _ body: (SmallDisk) async throws -> Void) async throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(SmallDisk(path: path))
    }

    private static func size(of path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
        return (attributes?[.systemSize] as? NSNumber).map { $0.intValue >> 20 }
    }

    private var ballast: String { "\(path)/ballast" }

    /// Takes all the room there is.
    func fill() throws {
        let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { throw LoadFailure(description: "no ballast: \(String(cString: strerror(errno)))") }
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 1 << 16)
        var size = block.count
        while size > 0 {
            // Smaller pieces towards the end, until not one byte fits.
            if write(file, block, size) != size { size /= 2 }
        }
    }

    func free() { unlink(ballast) }
}
