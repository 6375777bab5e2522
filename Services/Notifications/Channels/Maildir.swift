import Foundation

/// A folder of mail as mail programs read it: `tmp/` holds what is being written, `new/` what nobody has looked at, `cur/` what a
/// reader has, its flags behind a colon in the name.
///
/// A name that is given twice is one message, also when a reader has taken it to `cur/` in between. `new/` is looked at first:
/// readers move from there to `cur/`, never back, so what is in neither was in neither before. What a reader has removed comes
/// back. One process at a time hands over a message of one name. Cost: a look through `cur/` for each message.
struct Maildir: Sendable {
    /// The folder that holds the three.
    let path: String

    /// Blocks until the message outlives the machine.
    ///
    /// - Parameter name: without `/` and `:`, not beginning with a dot.
    func deliver(_ bytes: [UInt8], as name: String) throws {
        try makeFolders()
        guard try !holds(name) else { return try DurableFile.keepNames(in: "\(path)/new") }
        try DurableFile.write(bytes, to: "\(path)/new/\(name)", by: "\(path)/tmp/\(name)")
    }

    private func makeFolders() throws {
        let missing = ["tmp", "new", "cur"].map { "\(path)/\($0)" }.filter {
            !FileManager.default.fileExists(atPath: $0)
        }
        guard !missing.isEmpty else { return }
        for folder in missing {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        try DurableFile.keepNames(in: path)
    }

    private func holds(_ name: String) throws -> Bool {
        if FileManager.default.fileExists(atPath: "\(path)/new/\(name)") { return true }
        return try FileManager.default.contentsOfDirectory(atPath: "\(path)/cur").contains { entry in
            entry == name || entry.hasPrefix(name + ":")
        }
    }
}
