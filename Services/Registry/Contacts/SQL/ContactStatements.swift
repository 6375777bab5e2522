import Shared

enum ContactStatements {
    private static let columns = """
        c.id, u.key, c.role, c.channel, c.verified_at, c.recorded_at, c.revision, c.quiet_from, c.quiet_to, c.sealed,
        c.person, c.address, c.source, c.erased_at
        """

    /// What stands in these places, with the rows held: units, roles and channels at the same place of $1, $2, $3.
    static let lock = Statement(
        """
        SELECT \(columns) FROM unnest($1::text[], $2::text[], $3::text[]) AS n (key, role, channel)
        JOIN units u ON u.key = n.key
        JOIN contacts c ON c.unit_id = u.id AND c.role = n.role AND c.channel = n.channel
        ORDER BY c.id FOR UPDATE OF c
        """, [UnitKey].self, [ContactRole].self, [ContactChannel].self, access: .write, decode: stored)

    static let lockByID = Statement(
        "SELECT \(columns) FROM contacts c JOIN units u ON u.id = c.unit_id WHERE c.id = $1 FOR UPDATE OF c",
        ID<Contact>.self, access: .write, decode: stored)

    /// $1 after which id, $2 units, $3 role, $4 only verified, $5 how many. Erased ones are in use no more.
    static let list = Statement(
        """
        SELECT \(columns) FROM contacts c JOIN units u ON u.id = c.unit_id
        WHERE ($1::uuid IS NULL OR c.id > $1) AND ($2::text[] IS NULL OR u.key = ANY ($2))
            AND ($3::text IS NULL OR c.role = $3) AND (NOT $4 OR c.verified_at IS NOT NULL) AND c.erased_at IS NULL
            AND \(ScopeSQL.units(6, "u.key"))
        ORDER BY c.id LIMIT $5
        """, UniqueID?.self, [UnitKey]?.self, ContactRole?.self, Bool.self, Int.self,
        [UnitKey]?.self, decode: stored)

    /// Inserts, or takes the place of what stands for the same unit, role and channel.
    static let put = Statement(
        """
        INSERT INTO contacts (
            id, revision, unit_id, role, channel, sealed, quiet_from, quiet_to, verified_at, recorded_at)
        SELECT n.id, n.revision, u.id, n.role, n.channel, n.sealed, n.quiet_from, n.quiet_to, n.verified_at, $10
        FROM unnest(
            $1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bigint[], $8::bigint[],
            $9::timestamptz[]
        ) AS n (id, revision, key, role, channel, sealed, quiet_from, quiet_to, verified_at)
        JOIN units u ON u.key = n.key
        ON CONFLICT ON CONSTRAINT contacts_pkey DO UPDATE SET
            revision = excluded.revision, sealed = excluded.sealed, person = NULL, address = NULL, source = NULL,
            quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, verified_at = excluded.verified_at,
            recorded_at = excluded.recorded_at, erased_at = NULL, erase_reason = NULL
        """, [ID<Contact>].self, [Int].self, [UnitKey].self, [ContactRole].self, [ContactChannel].self, [Bytes].self,
        [Int?].self, [Int?].self, [Instant?].self, Instant.self, access: .write)

    /// Rows that are kept in another form than under the key of $1, in clear included, held; $2 at most.
    static let outdated = Statement(
        """
        SELECT \(columns) FROM contacts c JOIN units u ON u.id = c.unit_id
        WHERE c.erased_at IS NULL AND (c.sealed IS NULL OR substr(c.sealed, 1, 8) <> $1)
        ORDER BY c.id LIMIT $2 FOR UPDATE OF c SKIP LOCKED
        """, Bytes.self, Int.self, access: .write, decode: stored)

    /// The same content in another form: neither revision nor time change.
    static let reseal = Statement(
        """
        UPDATE contacts c SET sealed = n.sealed, person = NULL, address = NULL, source = NULL
        FROM unnest($1::uuid[], $2::bytea[]) AS n (id, sealed) WHERE c.id = n.id
        """, [ID<Contact>].self, [Bytes].self, access: .write)

    /// Erases up to $3 contacts that were neither set nor verified since $1, at $2, for the reason $4.
    static let erase = Statement(
        """
        UPDATE contacts c SET sealed = NULL, person = NULL, address = NULL, source = NULL, quiet_from = NULL,
            quiet_to = NULL, verified_at = NULL, erased_at = $2, erase_reason = $4, recorded_at = $2,
            revision = c.revision + 1
        FROM units u
        WHERE u.id = c.unit_id AND c.id IN (
            SELECT id FROM contacts WHERE erased_at IS NULL AND recorded_at < $1 ORDER BY recorded_at LIMIT $3
            FOR UPDATE SKIP LOCKED)
        RETURNING c.id, u.key, c.role, c.channel, c.recorded_at, c.revision
        """, Instant.self, Instant.self, Int.self, String.self, access: .write
    ) { row in
        let (id, unit) = (try row.next(ID<Contact>.self), try row.next(UnitKey.self))
        return Contact(
            id: id, unit: unit, role: try row.next(), channel: try row.next(), verifiedAt: nil,
            recordedAt: try row.next(), revision: try row.next())
    }

    /// Which of the units have a contact for reports, and whether one is verified.
    static let reporters = Statement(
        """
        SELECT u.key, bool_or(c.verified_at IS NOT NULL) FROM units u JOIN contacts c ON c.unit_id = u.id
        WHERE u.key = ANY ($1) AND c.role = 'reporter' AND c.erased_at IS NULL GROUP BY u.key
        """, [UnitKey].self
    ) { row in (unit: try row.next(UnitKey.self), verified: try row.next(Bool?.self) ?? false) }

    /// Whose a contact is.
    static let unit = Statement(
        "SELECT u.key FROM contacts c JOIN units u ON u.id = c.unit_id WHERE c.id = $1", ID<Contact>.self
    ) { row in try row.next(UnitKey.self) }

    @Sendable private static func stored(_ row: inout Row) throws -> StoredContact {
        let (id, unit) = (try row.next(ID<Contact>.self), try row.next(UnitKey.self))
        let (role, channel) = (try row.next(ContactRole.self), try row.next(ContactChannel.self))
        let (verifiedAt, recordedAt) = (try row.next(Instant?.self), try row.next(Instant.self))
        let revision = try row.next(Int.self)
        let quiet = (from: try row.next(Int?.self), to: try row.next(Int?.self))
        let quietHours = quiet.from.flatMap { from in
            quiet.to.flatMap { to in
                LocalTime(minuteOfDay: from).flatMap { from in
                    LocalTime(minuteOfDay: to).map { QuietHours(from: from, to: $0) }
                }
            }
        }
        let contact = Contact(
            id: id, unit: unit, role: role, channel: channel, verifiedAt: verifiedAt, quietHours: quietHours,
            recordedAt: recordedAt, revision: revision)
        let sealed = try row.next(Bytes?.self)
        let (person, address, source) = (
            try row.next(String?.self), try row.next(String?.self), try row.next(String?.self)
        )
        let plain = address.map { PersonalData(person: person, address: $0, source: source) }
        return StoredContact(
            contact: contact, quietHours: quietHours, sealed: sealed, plain: plain,
            erasedAt: try row.next(Instant?.self))
    }

    static let all: [AnyStatement] = [
        AnyStatement(lock), AnyStatement(lockByID), AnyStatement(list), AnyStatement(put), AnyStatement(outdated),
        AnyStatement(reseal), AnyStatement(erase), AnyStatement(reporters), AnyStatement(unit),
    ]
}

/// A row of `contacts`: its personal data encrypted, in clear (from before it was encrypted), or erased.
struct StoredContact: Sendable {
    let contact: Contact
    let quietHours: QuietHours?
    let sealed: Bytes?
    let plain: PersonalData?
    let erasedAt: Instant?
}
