import JSONRPC
import Values

/// A message as each kind of client writes it, and answers as it reads them.
enum Framed: CaseIterable {
    case lines, carriageReturnLines, unframed, contentLength, netstring

    func frame(_ message: String) -> String {
        switch self {
        case .lines: message.split(separator: "\n").joined(separator: " ") + "\n"
        case .carriageReturnLines: message.split(separator: "\n").joined(separator: " ") + "\r\n"
        case .unframed: message
        case .contentLength: "Content-Length: \(message.utf8.count)\r\n\r\n\(message)"
        case .netstring: "\(message.utf8.count):\(message),"
        }
    }

    struct WrongFrame: Error {
        let text: String
    }

    /// The answers of a whole connection. Throws when they are not framed as the questions were.
    func unframe(_ text: String) throws -> [String] {
        var rest = Array(text.utf8)[...]
        var messages: [String] = []
        while !rest.isEmpty {
            let message: ArraySlice<UInt8>?
            switch self {
            case .lines, .unframed: message = Self.take(&rest, through: "\n")
            case .carriageReturnLines: message = Self.take(&rest, through: "\r\n")
            case .contentLength:
                message = Self.take(&rest, through: "Content-Length: ").flatMap { $0.isEmpty ? $0 : nil }
                    .flatMap { _ in Self.number(Self.take(&rest, through: "\r\n\r\n")) }
                    .flatMap { Self.take(&rest, count: $0) }
            case .netstring:
                message = Self.number(Self.take(&rest, through: ":")).flatMap { Self.take(&rest, count: $0) }
                guard Self.take(&rest, count: 1)?.elementsEqual(",".utf8) == true else { throw WrongFrame(text: text) }
            }
            guard let message, !message.contains(0x0A), !message.contains(0x0D) else { throw WrongFrame(text: text) }
            messages.append(String(decoding: message, as: UTF8.self))
        }
        return messages
    }

    /// What stands before the first `end`, which is taken too; nil when there is none.
    private static func take(_ rest: inout ArraySlice<UInt8>, through end: String) -> ArraySlice<UInt8>? {
        let end = Array(end.utf8)
        for start in rest.indices where rest[start...].starts(with: end) {
            defer { rest = rest[(start + end.count)...] }
            return rest[..<start]
        }
        return nil
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private static func number(_ digits: ArraySlice<UInt8>?) -> Int? {
        digits.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }
}

enum WireValue {
    static func parse(_ text: String) throws -> JSONValue {
        try JSONDocument.parse(text.utf8).root.decode(JSONValue.self, path: "answer")
    }
}
