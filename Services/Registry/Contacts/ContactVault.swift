import Shared

/// What of a contact is personal data: kept encrypted, bound to the contact's id.
struct PersonalData: Codable, Sendable, Hashable {
    let person: String?
    let address: String
    let source: String?
}

/// Contacts between the database, where their personal data is encrypted, and those who may read it (R7).
struct ContactVault: Sendable {
    let keys: PersonalKeyRing

    /// nil for an erased contact: nothing of it is left to be read.
    func open(_ row: StoredContact) throws -> ContactDetail? {
        guard let data = try data(of: row) else { return nil }
        return ContactDetail(
            contact: row.contact, person: data.person, address: data.address, quietHours: row.quietHours,
            source: data.source)
    }

    func seal(_ detail: ContactDetail) throws -> Bytes {
        try seal(
            PersonalData(person: detail.person, address: detail.address, source: detail.source), detail.contact.id)
    }

    /// - Returns: how many were written: a key that is no unit is not.
    func put(_ contacts: [ContactDetail], _ effect: any StatementExecutor, now: Instant) async throws -> Int {
        try await effect.execute(
            ContactStatements.put, contacts.map(\.contact.id), contacts.map(\.contact.revision),
            contacts.map(\.contact.unit), contacts.map(\.contact.role), contacts.map(\.contact.channel),
            try contacts.map(seal), contacts.map { $0.quietHours?.from.minuteOfDay },
            contacts.map { $0.quietHours?.to.minuteOfDay }, contacts.map(\.contact.verifiedAt), now)
    }

    /// Writes a batch of contacts anew under the key that encrypts now: those in clear from before they were encrypted, and
    /// those under a former key.
    ///
    /// - Returns: how many were written; fewer than the batch: none is left, or another process has them.
    func reseal(batch: Int, _ effect: any StatementExecutor) async throws -> Int {
        let rows = try await effect.query(ContactStatements.outdated, keys.newestID, batch)
        guard !rows.isEmpty else { return 0 }
        let sealed = try rows.compactMap { row in
            try data(of: row).map { (row.contact.id, try seal($0, row.contact.id)) }
        }
        try await effect.execute(ContactStatements.reseal, sealed.map(\.0), sealed.map(\.1))
        return rows.count
    }

    private func data(of row: StoredContact) throws -> PersonalData? {
        guard let sealed = row.sealed else { return row.plain }
        let bytes = try keys.open(sealed, for: Self.record(row.contact.id))
        return try JSONDocument.parse(bytes).root.decode(PersonalData.self, path: "contact")
    }

    private func seal(_ data: PersonalData, _ id: ID<Contact>) throws -> Bytes {
        var writer = JSONWriter()
        try writer.encode(data)
        return try keys.seal(writer.bytes, for: Self.record(id))
    }

    /// What a text is bound to: nowhere else in the database it opens.
    private static func record(_ id: ID<Contact>) -> String { "registry.contacts/\(id)" }
}
