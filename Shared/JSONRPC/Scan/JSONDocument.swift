/// A well-formed JSON value: its bytes and, beside them in the same allocation, the tape that says what stands where.
///
/// Made only by the scanner, so what holds one need not check syntax, UTF-8 or depth again. Duplicate names are possible.
/// Reading is free of locks and allocations; parts are read through ``JSONNode``, which keeps the document alive.
// Unchecked, because of the memory: it is written in init, before anybody else has the reference, and only read after that.
package struct JSONDocument: @unchecked Sendable {
    private struct Header {
        /// The number of words on the tape.
        let wordCount: Int
        /// The length of the message in bytes.
        let byteCount: Int
    }

    private let storage: ManagedBuffer<Header, UInt64>

    init(bytes: UnsafeRawBufferPointer, tape: borrowing Tape) {
        storage = tape.withWords { Self.storage(bytes, tape: $0) }
    }

    private init(bytes: UnsafeRawBufferPointer, tape: [TapeWord]) {
        storage = tape.map(\.bits).withUnsafeBytes { Self.storage(bytes, tape: $0) }
    }

    private static func storage(
        _ bytes: UnsafeRawBufferPointer, tape: UnsafeRawBufferPointer
    ) -> ManagedBuffer<Header, UInt64> {
        let header = Header(wordCount: tape.count / MemoryLayout<UInt64>.stride, byteCount: bytes.count)
        let words = header.wordCount + (bytes.count + 7) / 8
        let storage = ManagedBuffer<Header, UInt64>.create(minimumCapacity: words) { _ in header }
        storage.withUnsafeMutablePointerToElements { start in
            let start = UnsafeMutableRawPointer(start)
            if let base = tape.baseAddress { start.copyMemory(from: base, byteCount: tape.count) }
            if let base = bytes.baseAddress { (start + tape.count).copyMemory(from: base, byteCount: bytes.count) }
        }
        return storage
    }

    @inline(__always)
    var wordCount: Int { header.wordCount }

    @inline(__always)
    package var byteCount: Int { header.byteCount }

    /// By its address: nobody writes it, so there is no access to check against.
    @inline(__always)
    private var header: Header { storage.withUnsafeMutablePointerToHeader { $0.pointee } }

    /// The outermost value.
    package var root: JSONNode {
        JSONNode(document: self, index: 0)
    }

    /// `{}`, for params that are absent.
    package static let emptyObject: JSONDocument = {
        let tape = [TapeWord(.object, offset: 0, payload: 1), TapeWord(.close, offset: 2, payload: 0)]
        return Array("{}".utf8).withUnsafeBytes { JSONDocument(bytes: $0, tape: tape) }
    }()

    @inline(__always)
    func word(_ index: Int) -> TapeWord {
        assert(index >= 0 && index < wordCount)
        return TapeWord(bits: elements[index])
    }

    /// The message's bytes. The pointer is valid as long as the document is: it must not leave the scope of a node.
    @inline(__always)
    var bytes: UnsafePointer<UInt8> {
        UnsafePointer(UnsafeRawPointer(elements + wordCount).assumingMemoryBound(to: UInt8.self))
    }

    /// The tape, and behind it the bytes.
    @inline(__always)
    private var elements: UnsafeMutablePointer<UInt64> {
        storage.withUnsafeMutablePointerToElements { $0 }
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
