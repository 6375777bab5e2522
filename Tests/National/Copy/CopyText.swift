import Shared

/// Rows in the text format of COPY.
struct CopyText {
    private(set) var bytes: [UInt8] = []
    private var isRowBegun = false

    /// Takes what is there, for the next chunk.
    mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        isRowBegun = false
    }

    mutating func null() { plain("\\N") }

    mutating func text(_ value: String?) {
        guard let value else { return null() }
        column()
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            case UInt8(ascii: "\t"): bytes += "\\t".utf8
            case UInt8(ascii: "\r"): bytes += "\\r".utf8
            default: bytes.append(byte)
            }
        }
    }

    /// Text without anything to escape: codes, ids, numbers.
    mutating func plain(_ value: String) {
        column()
        bytes += value.utf8
    }

    mutating func number(_ value: Int) { plain(String(value)) }
    mutating func flag(_ value: Bool) { plain(value ? "t" : "f") }
    mutating func instant(_ value: Instant?) { if let value { plain(value.description) } else { null() } }
    mutating func json(_ value: some Encodable) throws {
        text(String(decoding: try RawJSON(encoding: value).bytes, as: UTF8.self))
    }
    mutating func binary(_ value: some Collection<UInt8>) { text("\\x" + Hex.encode(value)) }
    mutating func array(_ values: [String]) { plain("{" + values.joined(separator: ",") + "}") }

    private mutating func column() {
        if isRowBegun { bytes.append(UInt8(ascii: "\t")) }
        isRowBegun = true
    }
}

/// The rows 0..<count of a table, made chunk by chunk as the COPY takes them.
struct CopySource: AsyncSequence, Sendable {
    typealias Element = [UInt8]

    let count: Int
    /// Writes the columns of a row, or of none, or of several.
    let row: @Sendable (Int, inout CopyText) throws -> Void

    private static let chunkLimit = 1 << 17

    struct AsyncIterator: AsyncIteratorProtocol {
        let source: CopySource
        var index = 0
        var text = CopyText()

        mutating func next() async throws -> [UInt8]? {
            while index < source.count, text.bytes.count < CopySource.chunkLimit {
                try source.row(index, &text)
                index += 1
            }
            return text.bytes.isEmpty ? nil : text.take()
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: self) }
}
