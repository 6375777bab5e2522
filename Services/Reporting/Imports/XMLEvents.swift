import Shared

/// XML as a row of tags and texts, for the parts of an XLSX file: well-formed documents of known shape. No document type,
/// so no entities but the five of XML and characters by number; namespaces are cut off.
struct XMLEvents {
    struct Failure: Error {
        let reason: String
    }

    enum Event {
        case start(String, [String: String])
        case end(String)
        case text(String)
    }

    /// Calls `body` for each event in order. An empty element is a start and an end.
    static func read(_ bytes: [UInt8], _ body: (Event) throws -> Void) throws {
        var reader = XMLEvents(bytes: bytes)
        while let event = try reader.next(body) { try body(event) }
    }

    private let bytes: [UInt8]
    private var position = 0

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func next(_ body: (Event) throws -> Void) throws -> Event? {
        while position < bytes.count {
            if bytes[position] != UInt8(ascii: "<") {
                let text = until("<")
                return .text(try unescaped(text))
            }
            if skip("<?", to: "?>") || skip("<!--", to: "-->") { continue }
            if starts("<![CDATA[") {
                position += 9
                let text = String(decoding: until("]]>"), as: UTF8.self)
                position += 3
                return .text(text)
            }
            if starts("<!") { throw Failure(reason: "a document type is not read here") }
            return try tag(body)
        }
        return nil
    }

    private mutating func tag(_ body: (Event) throws -> Void) throws -> Event {
        position += 1
        let inside = until(">")
        guard position < bytes.count else { throw Failure(reason: "a tag is never closed") }
        position += 1
        if inside.first == UInt8(ascii: "/") { return .end(Self.local(inside.dropFirst())) }
        let isEmpty = inside.last == UInt8(ascii: "/")
        let content = isEmpty ? inside.dropLast() : inside
        let name = content.prefix { !Self.isSpace($0) }
        let start = Event.start(Self.local(name), try attributes(content.dropFirst(name.count)))
        guard isEmpty else { return start }
        try body(start)
        return .end(Self.local(name))
    }

    private func attributes(_ bytes: ArraySlice<UInt8>) throws -> [String: String] {
        var (rest, found) = (bytes.drop(while: Self.isSpace), [String: String]())
        while !rest.isEmpty {
            let name = rest.prefix { $0 != UInt8(ascii: "=") && !Self.isSpace($0) }
            rest = rest.dropFirst(name.count).drop { Self.isSpace($0) || $0 == UInt8(ascii: "=") }
            guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                throw Failure(reason: "an attribute has no value")
            }
            let value = rest.dropFirst().prefix { $0 != quote }
            rest = rest.dropFirst(value.count + 2).drop(while: Self.isSpace)
            found[String(decoding: name, as: UTF8.self)] = try unescaped(value)
        }
        return found
    }

    private func unescaped(_ bytes: ArraySlice<UInt8>) throws -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var (result, rest) = ("", text[...])
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ";") else { throw Failure(reason: "& without an end") }
            let name = rest[rest.index(after: start)..<end]
            guard let character = Self.character(name) else { throw Failure(reason: "&\(name); is not known") }
            result.unicodeScalars.append(character)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func character(_ name: Substring) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.first == "#" else { return nil }
            let digits = name.dropFirst()
            let number = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return number.flatMap(Unicode.Scalar.init)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    /// Without the namespace's prefix.
    private static func local(_ name: some Collection<UInt8>) -> String {
        let text = String(decoding: name, as: UTF8.self).filter { !$0.isWhitespace }
        return text.split(separator: ":").last.map(String.init) ?? text
    }

    private func starts(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private mutating func skip(_ opening: String, to closing: String) -> Bool {
        guard starts(opening) else { return false }
        _ = until(closing)
        position = min(position + closing.utf8.count, bytes.count)
        return true
    }

    /// What stands before `text`; the position is then at it, or at the end.
    private mutating func until(_ text: String) -> ArraySlice<UInt8> {
        let mark = Array(text.utf8)
        let start = position
        while position < bytes.count, !bytes[position...].starts(with: mark) { position += 1 }
        return bytes[start..<position]
    }
}
