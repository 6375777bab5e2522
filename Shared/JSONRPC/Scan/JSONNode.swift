/// One value inside a ``JSONDocument``: a reference and an index, copied freely, decoded only when asked.
package struct JSONNode: Sendable {
    package enum Kind: String, Hashable, Sendable {
        case null, bool, number, string, array, object
    }

    package let document: JSONDocument
    let index: Int

    @inline(__always)
    init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    @inline(__always)
    var word: TapeWord {
        document.word(index)
    }

    package var kind: Kind {
        switch word.tag {
        case .null: .null
        case .false, .true: .bool
        case .integer, .decimal: .number
        case .string, .escaped: .string
        case .array: .array
        case .object: .object
        case .close: preconditionFailure("a closing word is not a value")
        }
    }

    package var isNull: Bool {
        word.tag == .null
    }

    /// Nil when the node is not `true` or `false`.
    package var bool: Bool? {
        switch word.tag {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The index behind this value and all it holds.
    var next: Int {
        document.next(index)
    }

    /// Where the value stands in the message, quotes and brackets included.
    var rawRange: Range<Int> {
        let word = word
        switch word.tag {
        case .string, .escaped: return word.offset - 1..<word.offset + word.payload + 1
        case .array, .object: return word.offset..<document.word(word.payload).offset
        case .null, .false, .true, .integer, .decimal, .close: return word.offset..<word.offset + word.payload
        }
    }

    package var rawByteCount: Int {
        rawRange.count
    }

    /// Calls `body` with the value's bytes as the peer wrote them.
    package func withRawBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let range = rawRange
        return try withExtendedLifetime(document) {
            try body(UnsafeBufferPointer(start: document.bytes + range.lowerBound, count: range.count))
        }
    }

    /// The value as the peer wrote it, as text. Copies.
    package var rawText: String {
        withRawBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension TapeWord.Tag {
    @inline(__always)
    var isContainer: Bool {
        self == .array || self == .object
    }
}
