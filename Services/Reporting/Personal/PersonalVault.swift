import Shared

/// Personal fields of what is filed, between the database, where they are encrypted, and those who may read the form (N31).
///
/// Each campaign has a key of its own in the database, itself encrypted under the key file's: what was filed never changes
/// (Q1), and yet all of it is erased after the campaign, with that one key (`docs/decisions/personal-fields.md`).
struct PersonalVault: Sendable {
    let keys: PersonalKeyRing

    /// The payload as it is stored.
    func seal(
        _ payload: JSONValue, by form: FormDefinition, of submission: ID<Submission>, in campaign: CampaignKey,
        _ effect: Effect
    ) async throws -> JSONValue {
        guard PersonalFields.isHeld(by: payload, form.fields) else { return payload }
        let key = try await key(of: campaign, effect)
        return try PersonalFields.sealing(payload, form.fields) { value, path in
            var writer = JSONWriter()
            try writer.encode(value)
            let sealed = try key.key.seal(writer.bytes, for: Self.record(submission, path))
            return Sealed(key: key.id, bytes: sealed).text
        }
    }

    /// Payloads as those may read them who may read the form. What was erased is null.
    func open(
        _ payloads: [(payload: JSONValue, submission: ID<Submission>)], _ database: some StatementExecutor
    ) async throws -> [JSONValue] {
        var ids: Set<UniqueID> = []
        for (payload, _) in payloads {
            _ = PersonalFields.opening(payload) { text, _ in
                if let id = Sealed(text)?.key { ids.insert(id) }
                return nil
            }
        }
        guard !ids.isEmpty else { return payloads.map(\.payload) }
        let rows = try await database.query(PersonalStatements.find, Array(ids))
        let known = Dictionary(uniqueKeysWithValues: try rows.map { ($0.id, try opened($0)) })
        return try payloads.map { payload, submission in
            try PersonalFields.opening(payload) { text, path in
                // Somebody's own words that only look sealed stay what they are.
                guard let sealed = Sealed(text), let found = known[sealed.key] else { return nil }
                guard let key = found else { return .null }
                guard let bytes = try? key.open(sealed.bytes, for: Self.record(submission, path)) else { return nil }
                return try RawJSON(String(decoding: bytes, as: UTF8.self)).decoded(as: JSONValue.self)
            }
        }
    }

    func open(
        _ payload: JSONValue, of submission: ID<Submission>, _ database: some StatementExecutor
    ) async throws -> JSONValue {
        try await open([(payload, submission)], database)[0]
    }

    /// Encrypts the campaigns' keys anew under the key that encrypts now.
    ///
    /// - Returns: how many were written; fewer than the batch: none is left, or another process has them.
    func reseal(batch: Int, _ effect: any StatementExecutor) async throws -> Int {
        let rows = try await effect.query(PersonalStatements.outdated, keys.newestID, batch)
        for row in rows {
            guard let sealed = row.sealed else { continue }
            let bytes = try keys.open(sealed, for: Self.record(row.id))
            try await effect.execute(PersonalStatements.reseal, row.id, try keys.seal(bytes, for: Self.record(row.id)))
        }
        return rows.count
    }

    /// The key that encrypts a campaign's fields now, held so that no erasure passes it by; made when there is none.
    private func key(of campaign: CampaignKey, _ effect: Effect) async throws -> (id: UniqueID, key: EncryptionKey) {
        let suite = keys.newestSuite
        var row = try await effect.first(PersonalStatements.current, campaign, suite)
        if row == nil {
            let id = UniqueID.make(at: effect.now)
            let bytes = SecureRandom.bytes(EncryptionKey.byteCount(suite.signing))
            try await effect.execute(
                PersonalStatements.insert, id, campaign, suite, try keys.seal(bytes, for: Self.record(id)), effect.now)
            // Somebody else's, when two began at once.
            row = try await effect.first(PersonalStatements.current, campaign, suite)
        }
        guard let row, let key = try opened(row) else { throw KeyNotThere() }
        return (row.id, key)
    }

    /// nil for a key that was erased.
    private func opened(_ row: PersonalKeyRow) throws -> EncryptionKey? {
        guard let sealed = row.sealed else { return nil }
        guard let key = EncryptionKey(row.suite.signing, bytes: try keys.open(sealed, for: Self.record(row.id))) else {
            throw KeyNotThere()
        }
        return key
    }

    private struct KeyNotThere: Error {}

    /// What a value is bound to: in no other submission and at no other place of it does it open.
    private static func record(_ submission: ID<Submission>, _ path: String) -> [UInt8] {
        Array("reporting.submissions/\(submission)/\(path)".utf8)
    }

    private static func record(_ key: UniqueID) -> String { "reporting.personal_keys/\(key)" }
}

/// A sealed value as text: the key's id, a dot, and in base 64 what `EncryptionKey.seal` gives.
private struct Sealed {
    let key: UniqueID
    let bytes: [UInt8]

    init(key: UniqueID, bytes: [UInt8]) {
        self.key = key
        self.bytes = bytes
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let key = UniqueID(String(parts[0])), let bytes = Base64.decode(String(parts[1])) else {
            return nil
        }
        self.init(key: key, bytes: bytes)
    }

    var text: String { "\(key).\(Base64.encode(bytes))" }
}
