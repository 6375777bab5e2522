/// A well-formed JSON value: its bytes and, beside them in the same allocation, the tape that says what stands where.
///
/// Made only by the scanner, so what holds one need not check syntax, UTF-8 or depth again. Duplicate names are possible.
/// Reading is free of locks and allocations; parts are read through ``JSONNode``, which keeps the document alive.
// Unchecked, because of the pointer: the memory is written in init, before anybody else has the reference, freed in
// deinit, and only read in between.
package final class JSONDocument: @unchecked Sendable {
    private let storage: UnsafeMutableRawPointer
    /// The number of words on the tape.
    let wordCount: Int
    /// The length of the message in bytes.
    package let byteCount: Int

    init(bytes: UnsafeRawBufferPointer, tape: [UInt64]) {
        wordCount = tape.count
        byteCount = bytes.count
        let tapeBytes = tape.count * MemoryLayout<UInt64>.stride
        storage = .allocate(byteCount: tapeBytes + bytes.count, alignment: MemoryLayout<UInt64>.alignment)
        tape.withUnsafeBytes { words in
            if let base = words.baseAddress { storage.copyMemory(from: base, byteCount: words.count) }
        }
        if let base = bytes.baseAddress {
            (storage + tapeBytes).copyMemory(from: base, byteCount: bytes.count)
        }
    }

    deinit {
        storage.deallocate()
    }

    /// The outermost value.
    package var root: JSONNode {
        JSONNode(document: self, index: 0)
    }

    /// `{}`, for params that are absent.
    package static let emptyObject: JSONDocument = {
        let tape = [
            TapeWord(.object, offset: 0, payload: 1).bits, TapeWord(.close, offset: 2, payload: 0).bits,
        ]
        return Array("{}".utf8).withUnsafeBytes { JSONDocument(bytes: $0, tape: tape) }
    }()

    @inline(__always)
    func word(_ index: Int) -> TapeWord {
        assert(index >= 0 && index < wordCount)
        return TapeWord(bits: storage.load(fromByteOffset: index &* 8, as: UInt64.self))
    }

    /// The message's bytes. The pointer is valid as long as the document is: it must not leave the scope of a node.
    @inline(__always)
    var bytes: UnsafePointer<UInt8> {
        UnsafePointer((storage + wordCount &* 8).assumingMemoryBound(to: UInt8.self))
    }

    /// Calls `body` with the message as it was received, without frame and surrounding white space.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) {
            try body(UnsafeRawBufferPointer(start: bytes, count: byteCount))
        }
    }

    /// Scans one JSON value that is all there is in `bytes`, save white space around it.
    package static func parse(
        _ bytes: UnsafeRawBufferPointer, depth: Int = WireLimits().depth
    ) throws(JSONSyntaxError) -> JSONDocument {
        var scanner = JSONScanner(depthLimit: depth)
        return try scanner.document(in: bytes)
    }

    /// Scans one JSON value that is all there is in `text`, save white space around it.
    package static func parse(
        _ text: some Collection<UInt8>, depth: Int = WireLimits().depth
    ) throws(JSONSyntaxError) -> JSONDocument {
        let bytes = ContiguousArray(text)
        var outcome: Result<JSONDocument, JSONSyntaxError>?
        bytes.withUnsafeBytes { buffer in
            outcome = Result { () throws(JSONSyntaxError) in try parse(buffer, depth: depth) }
        }
        // withUnsafeBytes always calls its closure.
        return try outcome.unsafelyUnwrapped.get()
    }
}
