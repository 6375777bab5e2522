import Logging

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A JSON object on one line, written member by member.
struct LogLine {
    private var text = "{"

    /// Names whose values never reach a log.
    private static let hidden: Set<String> = [
        "password", "secret", "key", "token", "authorization", "address", "addresses", "email", "phone", "recipient",
    ]

    mutating func member(_ name: String, _ value: Logger.MetadataValue) {
        separate()
        quote(name)
        text += ":"
        if Self.hidden.contains(name.lowercased()) { quote("***") } else { append(value) }
    }

    mutating func member(_ name: String, _ value: String) {
        separate()
        quote(name)
        text += ":"
        quote(value)
    }

    consuming func finished() -> String { text + "}\n" }

    private mutating func separate() { if text.utf8.count > 1 { text += "," } }

    private mutating func append(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let string): quote(string)
        case .stringConvertible(let number as Int): text += String(number)
        case .stringConvertible(let flag as Bool): text += String(flag)
        case .stringConvertible(let other): quote(other.description)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                append(value)
            }
            text += "]"
        case .dictionary(let members):
            var line = LogLine()
            for (key, value) in members.sorted(by: { $0.key < $1.key }) { line.member(key, value) }
            text += line.text + "}"
        }
    }

    private mutating func quote(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            // Control characters, and the line separators at which some log readers cut.
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

/// The process's standard error.
package enum StandardError {
    /// Writes the text with one system call, so that lines of several threads and processes do not mix as long as they are
    /// shorter than a pipe's buffer.
    @Sendable package static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, !rest.isEmpty {
                #if canImport(Glibc)
                    let written = Glibc.write(2, start, rest.count)
                #else
                    let written = Darwin.write(2, start, rest.count)
                #endif
                // A log that cannot be written must not stop the service.
                guard written > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
            }
        }
    }
}
