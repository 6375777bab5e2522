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
                MailAddresses(contact.address) != nil, "address",
                "must be an e-mail address: name@host, at most 254 characters; or up to 10 with commas between them")
        case .wecom, .dingtalk, .webhook:
            expect(
                RobotAddress(contact.address) != nil, "address",
                "must be https://host/… of at most 500 printable characters (http:// to this machine only)")
        }
        expect(
            contact.person.map { (1...100).contains($0.unicodeScalars.count) && !$0.contains(where: \.isNewline) }
                ?? true,
            "person", "must be 1…100 characters without line breaks")
        return violations
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
                verifiedAt: verifiedAt, quietHours: quietHours, recordedAt: now, revision: (place?.revision ?? 0) + 1),
            person: person, address: address, quietHours: quietHours, source: source)
    }
}
