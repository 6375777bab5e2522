import JSONRPC
import Testing

/// How a document is described when a test compares two ways of reading it.
extension JSONNode {
    var outline: String {
        switch kind {
        case .null: "null"
        case .bool: bool == true ? "true" : "false"
        case .number: "n\(rawText)"
        case .string: "s\(string ?? "?\(rawText)")"
        case .array: "[" + elements.map(\.outline).joined(separator: ",") + "]"
        case .object: "{" + members.map { "\($0.name.outline):\($0.value.outline)" }.joined(separator: ",") + "}"
        }
    }
}

extension FrameEvent {
    /// `message` and the text, or the code, with `!` where the connection closes.
    var outline: String {
        switch self {
        case .message(let document, _): document.withBytes { String(decoding: $0, as: UTF8.self) }
        case .refused(let fault, _, let closes): "\(fault.code)" + (closes ? "!" : "")
        }
    }
}

/// All events of an input that comes in pieces of `size` bytes, and then ends when `ends`.
func events(
    _ input: some Collection<UInt8>, size: Int = .max, limits: WireLimits = WireLimits(), ends: Bool = false
) -> [FrameEvent] {
    var framer = MessageFramer(limits: limits)
    var events: [FrameEvent] = []
    var rest = Array(input)[...]
    repeat {
        framer.append(rest.prefix(size))
        rest = rest.dropFirst(size)
        while let event = framer.next() { events.append(event) }
    } while !rest.isEmpty
    if ends, let event = framer.finish() { events.append(event) }
    return events
}

func outlines(
    _ input: String, size: Int = .max, limits: WireLimits = WireLimits(), ends: Bool = false
) -> [String] {
    events(input.utf8, size: size, limits: limits, ends: ends).map(\.outline)
}

func node(_ text: String) throws -> JSONNode {
    try JSONDocument.parse(text.utf8).root
}

func written(_ body: (inout JSONWriter) throws -> Void) rethrows -> String {
    var writer = JSONWriter()
    try body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}
