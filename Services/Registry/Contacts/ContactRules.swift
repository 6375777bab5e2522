import Shared

/// What a contact may look like. Pure. No message repeats an address (R7).
enum ContactRules {
    static func violations(of contact: ContactDescription, path: String = "params.") -> [Violation] {
        var violations: [Violation] = []
        func expect(_ holds: Bool, _ member: String, _ detail: String) {
            if !holds { violations.append(Violation(path: path + member, rule: "shape", detail: detail)) }
        }
        expect(
            (1...60).contains(contact.role.rawValue.utf8.count)
                && contact.role.rawValue.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A || $0 == 0x2E || $0 == 0x5F },
            "role", "must be 1…60 lower-case letters, dots and underscores")
        switch contact.channel {
        case .email:
            expect(
                isAddress(contact.address), "address", "must be an e-mail address: name@host, at most 254 characters")
        case .wecom, .dingtalk, .webhook:
            expect(
                isRobot(contact.address), "address",
                "must be https://host/… of at most 500 printable characters (http:// to this machine only)")
        }
        expect(
            contact.person.map { (1...100).contains($0.unicodeScalars.count) && !$0.contains(where: \.isNewline) }
                ?? true,
            "person", "must be 1…100 characters without line breaks")
        return violations
    }

    /// As much of RFC 3986 as keeps a request's line whole. Whether the host may be called is for notifications to decide.
    private static func isRobot(_ text: String) -> Bool {
        let own = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
        guard text.utf8.count <= 500, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }),
            let host = text.firstRange(of: "://").map({ text[$0.upperBound...].prefix { !"/?#".contains($0) } })
        else { return false }
        guard !host.isEmpty, !host.contains("@"), !host.contains("\\") else { return false }
        if text.hasPrefix("https://") { return true }
        return own.contains { text.hasPrefix($0) && [":", "/", "?", nil].contains(text.dropFirst($0.count).first) }
    }

    /// As much of RFC 5321 as keeps a message's header whole: one `@`, no white space, quotes or control characters.
    private static func isAddress(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard bytes.count <= 254, parts.count == 2, (1...64).contains(parts[0].count), parts[1].count >= 3 else {
            return false
        }
        let forbidden = Set("<>()[]\\,;:\"".utf8)
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) }) else { return false }
        return parts[1].contains(UInt8(ascii: ".")) && parts[1].first != UInt8(ascii: ".")
            && parts[1].last != UInt8(ascii: ".")
    }
}

/// A contact as it is asked for.
struct ContactDescription: Sendable, Hashable {
    let unit: UnitKey
    let role: ContactRole
    let channel: ContactChannel
    let person: String?
    let address: String
    let quietHours: QuietHours?
    let source: String?
    /// nil: an address that stays the same keeps its verification, a new one is not verified.
    let verifiedAt: Instant?

    /// The contact in the place of `standing`; nil when that is it already.
    ///
    /// - Parameter erased: the contact whose personal data was erased: its place is taken, and there is no `standing`.
    func detail(insteadOf standing: ContactDetail?, erased: Contact? = nil, now: Instant) -> ContactDetail? {
        let place = standing?.contact ?? erased
        let keeps = standing?.address == address ? standing?.contact.verifiedAt : nil
        let verifiedAt = verifiedAt ?? keeps
        if let standing, standing.address == address, standing.person == person, standing.quietHours == quietHours,
            standing.contact.verifiedAt == verifiedAt, standing.source == source
        {
            return nil
        }
        return ContactDetail(
            contact: Contact(
                id: place?.id ?? .make(at: now), unit: unit, role: role, channel: channel,
                verifiedAt: verifiedAt, recordedAt: now, revision: (place?.revision ?? 0) + 1),
            person: person, address: address, quietHours: quietHours, source: source)
    }
}
