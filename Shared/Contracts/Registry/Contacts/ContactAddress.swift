/// An address of e-mail that is safe in a header and an envelope: as much of RFC 5321 as keeps them whole. One `@`, printable
/// ASCII without spaces, quotes or brackets; international ones are refused, since not every server takes them.
package struct MailAddress: Sendable, Hashable, CustomStringConvertible {
    /// `name@host`, at most 254 characters.
    package let description: String

    /// nil for what is no address.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard bytes.count <= 254, parts.count == 2, (1...64).contains(parts[0].count), parts[1].count >= 3,
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.forbidden.contains($0) }),
            parts[1].contains(UInt8(ascii: ".")), parts[1].first != UInt8(ascii: "."),
            parts[1].last != UInt8(ascii: ".")
        else { return nil }
        description = text
    }

    private static let forbidden = Set("<>()[]\\,;:\"".utf8)
}

/// The address of a contact by e-mail: one, or several with a comma between them, of those who stand in its role together. They
/// get one message, and each sees who else does.
package struct MailAddresses: Sendable, Hashable {
    /// 1…10, each once, in their order.
    package let all: [MailAddress]

    private static let most = 10

    /// nil when one of them is no address.
    package init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let all = parts.compactMap { MailAddress(String($0.drop { $0 == " " })) }
        guard all.count == parts.count, all.count <= Self.most, Set(all).count == all.count else { return nil }
        self.all = all
    }
}

/// Where a group robot or a webhook is reached: as much of RFC 3986 as keeps a request's line whole. Whether its host may be
/// called is for the notifications service to decide. A secret behind `#` is never sent.
package struct RobotAddress: Sendable, Hashable {
    /// Without the fragment; at most 500 characters.
    package let url: String
    /// Lower case, without port: `hooks.example.invalid`.
    package let host: String
    /// What stands behind `#`; nil when nothing does.
    package let secret: String?

    /// In the clear, on this machine only.
    private static let own = ["127.0.0.1", "localhost", "[::1]"]

    /// nil for what is no absolute `https` URL of printable ASCII (or `http` on this machine), or one that names a user.
    package init?(_ text: String) {
        guard text.utf8.count <= 500,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }),
            text.hasPrefix("https://") || text.hasPrefix("http://"), let scheme = text.firstRange(of: "://")
        else { return nil }
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let authority = parts[0][scheme.upperBound...].prefix { !"/?".contains($0) }
        guard !authority.contains("@"), !authority.contains("\\") else { return nil }
        let host = (authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" })
            .lowercased()
        guard !host.isEmpty, text.hasPrefix("https://") || Self.own.contains(host) else { return nil }
        url = String(parts[0])
        self.host = host
        secret = parts.count == 2 && !parts[1].isEmpty ? String(parts[1]) : nil
    }
}
