/// Why bytes are not JSON, and at which of them that became certain.
package struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        case unexpectedByte = "a byte that cannot stand here"
        case unfinished = "the end in the middle of a value"
        case controlCharacter = "a control character in a string"
        case invalidEscape = "an escape that does not exist"
        case invalidUTF8 = "bytes that are not UTF-8"
        case invalidNumber = "a malformed number"
        case tooDeep = "nesting deeper than the limit"
        case trailingBytes = "bytes after the value"
        case byteOrderMark = "a byte order mark"
        case tooLong = "a value too long for the parser"
    }

    package let reason: Reason
    /// Bytes from the beginning of the message.
    package let offset: Int

    package var description: String {
        "\(reason.rawValue) at byte \(offset)"
    }
}
