import Shared

enum CeremonyStatements {
    static let find = Statement(
        "SELECT plan, capacity, revision FROM ceremonies WHERE event = $1", ID<Event>.self
    ) { row in
        (plan: try row.next(RawJSON.self), capacity: try row.next(Int?.self), revision: try row.next(Int.self))
    }

    static let put = Statement(
        """
        INSERT INTO ceremonies (event, plan, capacity, revision) VALUES ($1, $2, $3, $4)
        ON CONFLICT (event) DO UPDATE
        SET plan = excluded.plan, capacity = excluded.capacity, revision = excluded.revision
        """, ID<Event>.self, RawJSON.self, Int?.self, Int.self, access: .write)

    static let invite = Statement(
        """
        INSERT INTO invitations (event, unit, quota)
        SELECT $1, unit, quota FROM unnest($2::text[], $3::int8[]) AS i (unit, quota)
        ON CONFLICT (event, unit) DO UPDATE SET quota = excluded.quota
        """, ID<Event>.self, [UnitKey].self, [Int].self, access: .write)

    static let reply = Statement(
        """
        UPDATE invitations SET attending = $3, note = $4, replied_at = $5, replied_by = $6
        WHERE event = $1 AND unit = $2
        """, ID<Event>.self, UnitKey.self, Int.self, String?.self, Instant.self, String.self, access: .write)

    static let invitations = Statement(
        """
        SELECT unit, quota, attending, note, replied_at FROM invitations WHERE event = $1 ORDER BY unit
        """, ID<Event>.self
    ) { row in
        CeremonyInvitation(
            unit: try row.next(), quota: try row.next(), attending: try row.next(), note: try row.next(),
            repliedAt: try row.next())
    }

    static let all: [AnyStatement] = [
        AnyStatement(find), AnyStatement(put), AnyStatement(invite), AnyStatement(reply),
        AnyStatement(invitations),
    ]
}
