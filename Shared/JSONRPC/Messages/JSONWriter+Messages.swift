/// Requests, notifications and responses, from their parts. What stands between a `begin` and its `end` is one value.
extension JSONWriter {
    /// A successful response whose id comes last, as most servers write it: its result is to be written, then
    /// ``endAnswer(id:)`` called.
    package mutating func beginAnswer() {
        literal(#"{"jsonrpc":"2.0","result":"#)
    }

    package mutating func endAnswer(id: RequestID) {
        var id = id.json
        id.withUTF8 { id in
            append(atMost: id.count + 7) { piece in
                let name: StaticString = #","id":"#
                piece.update(from: name.utf8Start, count: 6)
                if let start = id.baseAddress { (piece + 6).update(from: start, count: id.count) }
                piece[6 &+ id.count] = UInt8(ascii: "}")
                return id.count &+ 7
            }
        }
    }

    /// A successful response; its result is to be written, then ``endMessage()`` called.
    package mutating func beginResult(id: RequestID) {
        beginMessage()
        member(id)
        name("result")
    }

    /// An error response; ``endError()`` ends it. Members of `data` go between, as one value behind `name("data")`.
    package mutating func beginError(id: RequestID, code: Int, message: String) {
        beginMessage()
        member(id)
        name("error")
        beginObject()
        name("code")
        integer(code)
        name("message")
        string(message)
    }

    package mutating func endError() {
        endObject()
        endMessage()
    }

    /// A request, or a notification when `id` is nil. Its params, if any, go behind `name("params")`; then ``endMessage()``.
    package mutating func beginRequest(id: RequestID?, method: String) {
        beginMessage()
        if let id { member(id) }
        name("method")
        string(method)
    }

    package mutating func endMessage() {
        endObject()
    }

    private mutating func beginMessage() {
        beginObject()
        name("jsonrpc")
        literal("\"2.0\"")
    }

    private mutating func member(_ id: RequestID) {
        name("id")
        raw(id.json.utf8)
    }
}
