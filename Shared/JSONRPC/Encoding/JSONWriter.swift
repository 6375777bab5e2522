/// Writes JSON at the end of a growing buffer, for answers that are written row by row and, beneath the encoder, for all others.
///
/// Commas come by themselves: before a name or value there is one exactly when the last byte ends a value. Names and
/// brackets are the caller's business; nothing here checks that they match.
// Unchecked, because of the sink: it is used only by the one writer that holds it, which takes it out first.
package struct JSONWriter: @unchecked Sendable {
    /// What has been written; may begin with anything, such as frames already finished.
    package var bytes: [UInt8]

    /// What the last `encode` used, for the next.
    private var spare: EncodingSink?

    package init(_ bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    package mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
    }

    package mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
    }

    package mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
    }

    package mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
    }

    /// A member's name that needs no escapes; its value has to follow.
    package mutating func name(_ name: StaticString) {
        quoted(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), colon: true)
    }

    /// A member's name; its value has to follow.
    package mutating func name(_ name: String) {
        var name = name
        name.withUTF8 { quoted($0, colon: true) }
    }

    package mutating func null() {
        literal("null")
    }

    package mutating func bool(_ value: Bool) {
        literal(value ? "true" : "false")
    }

    /// A value that is JSON already, written as it is but for white space around it; nothing checks it.
    package mutating func raw(_ json: UnsafeBufferPointer<UInt8>) {
        separate()
        // White space at the end would hide from `separate` that a value has ended.
        guard let first = json.firstIndex(where: { !$0.isWhiteSpace }),
            let last = json.lastIndex(where: { !$0.isWhiteSpace })
        else { return }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: json[first...last]))
    }

    /// A value that is JSON already, written as it is; nothing checks it.
    package mutating func raw(_ json: some Collection<UInt8>) {
        if json.withContiguousStorageIfAvailable({ raw($0) }) == nil {
            Array(json).withUnsafeBufferPointer { raw($0) }
        }
    }

    /// A value that is JSON already, which `append` puts at the end of what has been written; nothing checks it.
    package mutating func raw(by append: (inout [UInt8]) throws -> Void) rethrows {
        separate()
        try append(&bytes)
    }

    /// A value of another document, as its peer wrote it.
    package mutating func node(_ node: JSONNode) {
        node.withRawBytes { raw($0) }
    }

    /// Gives `body` a sink that writes where this writer would, and takes back what it wrote, also when `body` throws.
    mutating func withSink<Failure: Error>(_ body: (EncodingSink) throws(Failure) -> Void) throws(Failure) {
        var kept = spare.take()
        // A copy of this writer may have it as well.
        let sink = kept != nil && isKnownUniquelyReferenced(&kept) ? kept.unsafelyUnwrapped : EncodingSink()
        // The buffer moves into the sink and back, so it is neither copied nor shared while it grows.
        swap(&bytes, &sink.writer.bytes)
        defer {
            swap(&bytes, &sink.writer.bytes)
            sink.reset()
            spare = sink
        }
        try body(sink)
    }

    mutating func literal(_ text: StaticString) {
        separate()
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes the comma, when the last byte is the end of a value: neither an opening bracket, nor a colon, nor something
    /// of a frame (white space, the zero bytes that hold a header's place).
    @inline(__always)
    mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    @inline(__always)
    var needsComma: Bool {
        guard let last = bytes.last else { return false }
        return last > 0x20 && last != UInt8(ascii: "{") && last != UInt8(ascii: "[") && last != UInt8(ascii: ":")
            && last != UInt8(ascii: ",")
    }
}
