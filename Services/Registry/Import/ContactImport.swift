import Shared

/// Contacts are matched by unit, role and channel. No message repeats a cell of address or person (R7).
enum ContactImport {
    static func run(_ csv: String, _ load: inout ImportLoad, _ vault: ContactVault) async throws {
        let sheet = ImportSheet(
            csv, required: ["unit", "role", "address"],
            optional: ["channel", "person", "verified_at", "quiet_from", "quiet_to", "source"])
        load.refuse(sheet.faults)
        load.count(rows: sheet.rows.count)
        var seen: Set<Place> = []
        var wanted: [(row: ImportRow, contact: ContactDescription)] = []
        for var row in sheet.rows {
            let contact = read(&row)
            if let contact, !seen.insert(Place(contact)).inserted {
                row.refuse("role", "duplicate", "the unit's contact of this role stands above already")
            }
            load.refuse(row.bad)
            if row.bad.isEmpty, let contact { wanted.append((row, contact)) }
        }
        try await write(wanted, &load, vault)
    }

    private static func read(_ row: inout ImportRow) -> ContactDescription? {
        let unit = row.required("unit")
        let role = row.required("role")
        let address = row.required("address")
        let channel: ContactChannel = row.choice("channel") ?? .email
        let from = row.time("quiet_from")
        let to = row.time("quiet_to")
        if (from == nil) != (to == nil) {
            row.refuse("quiet_to", "required", "quiet hours have a beginning and an end")
        }
        let verifiedAt = row.instant("verified_at")
        guard let unit, let role, let address else { return nil }
        let contact = ContactDescription(
            unit: UnitKey(unit), role: ContactRole(role), channel: channel, person: row.text("person"),
            address: address, quietHours: from.flatMap { from in to.map { QuietHours(from: from, to: $0) } },
            source: row.text("source"), verifiedAt: verifiedAt)
        for violation in ContactRules.violations(of: contact, path: "") {
            row.refuse(violation.path, violation.rule, violation.detail)
        }
        return contact
    }

    private static func write(
        _ wanted: [(row: ImportRow, contact: ContactDescription)], _ load: inout ImportLoad, _ vault: ContactVault
    ) async throws {
        let executor = load.executor
        let contacts = wanted.map(\.contact)
        let known = Set(
            try await executor.query(RelationStatements.units, Array(Set(contacts.map(\.unit)))).map(\.key))
        let standing = Dictionary(
            try await executor.query(
                ContactStatements.lock, contacts.map(\.unit), contacts.map(\.role), contacts.map(\.channel)
            ).map { (Place($0.contact), $0) }
        ) { first, _ in first }
        var written: [ContactDetail] = []
        for (row, contact) in wanted {
            var row = row
            if !known.contains(contact.unit) {
                row.refuse("unit", "unknown_unit", "no unit has the key \(contact.unit)")
                load.refuse(row.bad)
            } else if let detail = contact.detail(
                insteadOf: try standing[Place(contact)].flatMap(vault.open), erased: standing[Place(contact)]?.contact,
                now: load.now)
            {
                written.append(detail)
            } else {
                load.count(rows: 0, unchanged: 1)
            }
        }
        _ = try await vault.put(written, executor, now: load.now)
        load.count(
            rows: 0, created: written.count { $0.contact.revision == 1 },
            updated: written.count { $0.contact.revision > 1 })
        for detail in written {
            try load.note(
                RecordedChange(
                    detail.contact.revision == 1 ? .created : .updated, "contact", id: detail.contact.id.description,
                    data: detail.contact))
        }
    }

    private struct Place: Hashable {
        let unit: UnitKey
        let role: ContactRole
        let channel: ContactChannel

        init(_ contact: ContactDescription) {
            unit = contact.unit
            role = contact.role
            channel = contact.channel
        }

        init(_ contact: Contact) {
            unit = contact.unit
            role = contact.role
            channel = contact.channel
        }
    }
}
