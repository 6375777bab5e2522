import Foundation
import TestSupport

/// A file system of its own that is soon full: a tmpfs, which needs root; or the folder in `WEEK_TEST_SMALL_DISK`, on a
/// file system of 60 to 400 MiB, for those who are not.
struct SmallDisk {
    let path: String

    static func with(mebibytes: Int, _ body: (SmallDisk) async throws -> Void) async throws {
        if let own = ProcessInfo.processInfo.environment["WEEK_TEST_SMALL_DISK"] {
            return try await body(SmallDisk(path: own))
        }
        guard geteuid() == 0 else {
            throw LoadFailure(
                description: """
                    A full disk is tested on a small tmpfs, which only root can mount. Run this test as root, or name a folder \
                    on a file system of 60 to 400 MiB in WEEK_TEST_SMALL_DISK.
                    """)
        }
        let path = "/tmp/week-disk-\(getpid())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let mount = try await ProgramRun.run(
            "/bin/mount", ["-t", "tmpfs", "-o", "size=\(mebibytes)m,mode=755", "tmpfs", path], within: .seconds(10))
        guard mount.status == 0 else { throw LoadFailure(description: "no tmpfs: \(mount.errors)") }
        let result: Result<Void, any Error>
        do { result = .success(try await body(SmallDisk(path: path))) } catch { result = .failure(error) }
        _ = try await ProgramRun.run("/bin/umount", ["-l", path], within: .seconds(10))
        rmdir(path)
        try result.get()
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
