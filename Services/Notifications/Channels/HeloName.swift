import Shared

/// What a client of SMTP calls itself (RFC 5321 §4.1.1.1): a host name, or an address in brackets where it has none.
struct HeloName: Sendable, Hashable {
    let text: String

    /// Letters, digits, dots and hyphens, or `[192.0.2.1]`, `[IPv6:2001:db8::1]`; at most 255 bytes. nil for anything else.
    init?(_ text: String) {
        let isLiteral = text.hasPrefix("[") && text.hasSuffix("]")
        let inside = isLiteral ? text.dropFirst().dropLast() : text[...]
        let others: Set<Character> = isLiteral ? [".", ":"] : [".", "-"]
        guard !inside.isEmpty, text.utf8.count <= 255,
            inside.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0)) })
        else { return nil }
        self.text = text
    }

    /// As the path of a URL holds it (RFC 3986 §3.3).
    var inURL: String { text.replacing("[", with: "%5B").replacing("]", with: "%5D") }
}
