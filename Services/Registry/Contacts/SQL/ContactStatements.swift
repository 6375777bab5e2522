import Shared

enum ContactStatements {
    private static let columns = """
        c.id, u.key, c.role, c.channel, c.verified_at, c.recorded_at, c.revision, c.person, c.address, c.quiet_from,
        c.quiet_to, c.source
        """

    /// What stands in these places, with the rows held: units, roles and channels at the same place of $1, $2, $3.
    static let lock = Statement(
        """
        SELECT \(columns) FROM unnest($1::text[], $2::text[], $3::text[]) AS n (key, role, channel)
        JOIN units u ON u.key = n.key
        JOIN contacts c ON c.unit_id = u.id AND c.role = n.role AND c.channel = n.channel
        ORDER BY c.id FOR UPDATE OF c
        """, [UnitKey].self, [ContactRole].self, [ContactChannel].self, access: .write, decode: detail)

    static let lockByID = Statement(
        "SELECT \(columns) FROM contacts c JOIN units u ON u.id = c.unit_id WHERE c.id = $1 FOR UPDATE OF c",
        ID<Contact>.self, access: .write, decode: detail)

    /// $1 after which id, $2 units, $3 role, $4 only verified, $5 how many.
    static let list = Statement(
        """
        SELECT \(columns) FROM contacts c JOIN units u ON u.id = c.unit_id
        WHERE ($1::uuid IS NULL OR c.id > $1) AND ($2::text[] IS NULL OR u.key = ANY ($2))
            AND ($3::text IS NULL OR c.role = $3) AND (NOT $4 OR c.verified_at IS NOT NULL)
        ORDER BY c.id LIMIT $5
        """, UniqueID?.self, [UnitKey]?.self, ContactRole?.self, Bool.self, Int.self, decode: detail)

    /// Inserts, or takes the place of what stands for the same unit, role and channel.
    static let put = Statement(
        """
        INSERT INTO contacts (
            id, revision, unit_id, role, channel, person, address, quiet_from, quiet_to, verified_at, source,
            recorded_at)
        SELECT n.id, n.revision, u.id, n.role, n.channel, n.person, n.address, n.quiet_from, n.quiet_to, n.verified_at,
            n.source, $12
        FROM unnest(
            $1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[],
            $9::bigint[], $10::timestamptz[], $11::text[]
        ) AS n (id, revision, key, role, channel, person, address, quiet_from, quiet_to, verified_at, source)
        JOIN units u ON u.key = n.key
        ON CONFLICT ON CONSTRAINT contacts_pkey DO UPDATE SET
            revision = excluded.revision, person = excluded.person, address = excluded.address,
            quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, verified_at = excluded.verified_at,
            source = excluded.source, recorded_at = excluded.recorded_at
        """, [ID<Contact>].self, [Int].self, [UnitKey].self, [ContactRole].self, [ContactChannel].self, [String?].self,
        [String].self, [Int?].self, [Int?].self, [Instant?].self, [String?].self, Instant.self, access: .write)

    /// Which of the units have a contact for reports, and whether one is verified.
    static let reporters = Statement(
        """
        SELECT u.key, bool_or(c.verified_at IS NOT NULL) FROM units u JOIN contacts c ON c.unit_id = u.id
        WHERE u.key = ANY ($1) AND c.role = 'reporter' GROUP BY u.key
        """, [UnitKey].self
    ) { row in (unit: try row.next(UnitKey.self), verified: try row.next(Bool?.self) ?? false) }

    private static func detail(_ row: inout Row) throws -> ContactDetail {
        let contact = Contact(
            id: try row.next(), unit: try row.next(), role: try row.next(), channel: try row.next(),
            verifiedAt: try row.next(), recordedAt: try row.next(), revision: try row.next())
        let person = try row.next(String?.self)
        let address = try row.next(String.self)
        let quiet = (from: try row.next(Int?.self), to: try row.next(Int?.self))
        return ContactDetail(
            contact: contact, person: person, address: address,
            quietHours: quiet.from.flatMap { from in
                quiet.to.flatMap { to in
                    LocalTime(minuteOfDay: from).flatMap { from in
                        LocalTime(minuteOfDay: to).map { QuietHours(from: from, to: $0) }
                    }
                }
            }, source: try row.next())
    }
}
