import Shared

/// What a file must be before a byte of it is taken. Pure.
enum BlobRules {
    /// Bytes of a chunk: as base 64 well below the 4 MiB of a message.
    static let chunkBytes = 2 << 20
    /// Bytes of a range at most: some of them fit what a client may leave unread (16 MiB) before it is cut.
    static let rangeBytes = 1 << 20

    static func violations(name: String, size: Int, digest: String) -> [Violation] {
        var violations: [Violation] = []
        if let problem = problem(ofName: name) {
            violations.append(Violation(path: "params.name", rule: "wrong_value", detail: problem))
        }
        if size < 1 {
            violations.append(Violation(path: "params.size", rule: "out_of_range", detail: "must be 1 or more"))
        }
        if Digest(hex: digest) == nil {
            violations.append(
                Violation(
                    path: "params.digest", rule: "wrong_value",
                    detail: "must be a SHA-256 of 64 hexadecimal digits"))
        }
        return violations
    }

    /// A name goes to people's disks: it must be one everywhere, and not look like another one.
    private static func problem(ofName name: String) -> String? {
        guard (1...255).contains(name.utf8.count) else { return "must have 1…255 bytes" }
        if name.hasPrefix(".") || name.hasSuffix(".") || name.hasPrefix(" ") || name.hasSuffix(" ") {
            return "must neither begin nor end with a dot or a space"
        }
        for scalar in name.unicodeScalars {
            if #"/\:*?"<>|"#.unicodeScalars.contains(scalar) { return "must not contain \(scalar)" }
            if scalar.properties.generalCategory == .control || scalar.properties.isBidiControl {
                return "must not contain control characters"
            }
        }
        return nil
    }

    static func chunkCount(size: Int) -> Int { (size + chunkBytes - 1) / chunkBytes }

    /// Bytes of chunk `index` of a file.
    static func bytes(ofChunk index: Int, size: Int, chunkBytes: Int) -> Int {
        min(chunkBytes, size - index * chunkBytes)
    }

    /// What is missing when `received` is there, ascending.
    static func missing(_ received: [Int], of count: Int) -> [BlobUpload.ChunkRange] {
        var ranges: [BlobUpload.ChunkRange] = []
        var next = 0
        for index in received.sorted() + [count] {
            if index > next { ranges.append(BlobUpload.ChunkRange(from: next, to: index - 1)) }
            next = index + 1
        }
        return ranges
    }
}
