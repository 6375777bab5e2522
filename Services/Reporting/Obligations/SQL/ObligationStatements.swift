import Shared

/// Obligations with everything filed for them, as of $1 and as known at $2, in one statement: so what a caller sees is of
/// one moment. Nothing is derived here; `Standing` counts.
enum ObligationStatements {
    /// In force at $1.
    private static let columns = selection(terms: "t.valid @> $1::timestamptz", named: "$1::timestamptz")

    /// In force at $1, of what the receivers that `from` gives are owed.
    private static func columnsByReceiver(_ from: String) -> String {
        selection(
            terms: "t.valid @> $1::timestamptz", named: "$1::timestamptz",
            from: """
                \(from) CROSS JOIN LATERAL (
                    SELECT obligation, revision, valid, recorded_at, superseded_at, born_at, ended_at, name, items, receiver,
                        quota, late, counts_on, opens_at, deadline
                    FROM obligation_terms WHERE receiver = receivers.key AND campaign = $3 OFFSET 0) t
                JOIN LATERAL (SELECT id, campaign, rule, track, unit FROM obligations WHERE id = t.obligation OFFSET 0) o ON
                """)
    }

    /// In force at $1, or as they were last, when their end lies before it: what was filed is not lost with the unit (R6).
    private static let lasting = selection(
        terms: "(t.valid @> $1::timestamptz OR (t.ended_at <= $1 AND upper(t.valid) = t.ended_at))",
        named: "least($1::timestamptz, t.ended_at - interval '1 microsecond')")

    /// Each obligation's own, found by its key: `OFFSET 0` fences what is looked up, where the planner, which thinks of many
    /// more obligations than there are, would rather read whole tables and so cost what the country owes.
    ///
    /// Rows of the arrays stand in one order, that in which the aggregate got them, so that they can be read together. One may
    /// stand there twice.
    private static func selection(
        terms: String, named: String, from: String = "obligations o JOIN obligation_terms t ON t.obligation = o.id AND"
    ) -> String {
        """
        SELECT o.id, o.campaign, o.rule, o.track, o.unit, coalesce(u.name, o.unit), coalesce(u.kind, ''), u.region,
            t.receiver, coalesce(r.name, t.receiver), coalesce(r.kind, ''), r.region, t.revision, t.born_at, t.ended_at,
            t.name, t.items, t.quota, t.late, t.counts_on, t.opens_at, s.first_saved_at, n.attested_at, n.reason,
            w.basis, w.granted_by, w.granted_at, w.until, e.until, c.kinds, c.sources, c.ns, c.contents, c.titles, c.received,
            c.dues, c.accepted, c.ended, c.ends, c.origins, t.deadline
        FROM \(from) \(terms) AND t.recorded_at <= $2
            AND (t.superseded_at IS NULL OR t.superseded_at > $2)
        LEFT JOIN LATERAL (\(unit("o.unit", named))) u ON true
        LEFT JOIN LATERAL (\(unit("t.receiver", named))) r ON true
        LEFT JOIN LATERAL (
            SELECT first_saved_at FROM submissions WHERE obligation = o.id AND first_saved_at <= least($1, $2)
            OFFSET 0) s ON true
        LEFT JOIN LATERAL (
            SELECT attested_at, reason FROM nil_returns
            WHERE obligation = o.id AND attested_at <= $1 AND recorded_at <= $2
            OFFSET 0) n ON true
        LEFT JOIN LATERAL (
            SELECT basis, granted_by, granted_at, until FROM reliefs
            WHERE obligation = o.id AND kind = 'waiver' AND granted_at <= least($1, $2)
                AND (revoked_at IS NULL OR revoked_at > least($1, $2)) AND (until IS NULL OR until > $1)
            ORDER BY granted_at DESC LIMIT 1) w ON true
        LEFT JOIN LATERAL (
            SELECT max(until) AS until FROM reliefs
            WHERE obligation = o.id AND kind = 'extension' AND granted_at <= least($1, $2)
                AND (revoked_at IS NULL OR revoked_at > least($1, $2))) e ON true
        LEFT JOIN LATERAL (
            SELECT array_agg(kind) AS kinds, array_agg(source) AS sources, array_agg(n) AS ns,
                array_agg(content) AS contents, array_agg(title) AS titles, array_agg(received_at) AS received,
                array_agg(due_at) AS dues, array_agg(accepted_at) AS accepted, array_agg(ended_at) AS ended,
                array_agg(end_kind) AS ends, array_agg(carried_from) AS origins
            FROM (\(counting)) mattering) c ON true

        """
    }

    /// What of an obligation's credits can matter to `Standing`: whatever had not ended by then, the last that had, and the first
    /// version that was returned. What ended between decides nothing, whatever else there is, and most of what was ever filed
    /// is that; each of the three is found by its index. Ties are all read: which of them counts is `Standing`'s to say.
    private static let counting = """
        \(credits) AND coalesce(ended_at, 'infinity') > least($1, $2)
        UNION ALL
        (\(credits) AND coalesce(ended_at, 'infinity') <= least($1, $2)
        ORDER BY coalesce(ended_at, 'infinity') DESC FETCH FIRST 1 ROW WITH TIES)
        UNION ALL
        (\(credits) AND kind = 'submission' AND end_kind = 'returned' AND ended_at <= least($1, $2)
        ORDER BY received_at FETCH FIRST 1 ROW WITH TIES)
        """

    private static let credits = """
        SELECT kind, source, n, content, title, received_at, due_at, accepted_at, ended_at, end_kind, carried_from
        FROM credits
        WHERE obligation = o.id AND received_at <= $1 AND recorded_at <= $2 AND (carried_at IS NULL OR carried_at <= $1)
        """

    /// A unit as it was known at $2 to be at an instant.
    private static func unit(_ key: String, _ named: String) -> String {
        """
        SELECT name, kind, region FROM units
            WHERE key = \(key) AND valid @> \(named) AND recorded_at <= $2 AND (superseded_at IS NULL OR superseded_at > $2)
            OFFSET 0
        """
    }

    /// All of $3, by id; those that have ended too.
    static let byIDs = Statement(
        lasting + "WHERE o.id = ANY ($3) ORDER BY o.id", Instant.self, Instant.self, [ID<Obligation>].self,
        access: .write, decode: decode)

    /// Also when it has ended.
    static let byID = Statement(
        lasting + "WHERE o.id = $3", Instant.self, Instant.self, ID<Obligation>.self, decode: decode)

    static let byIdentity = Statement(
        columns + "WHERE o.campaign = $3 AND o.rule = $4 AND o.unit = $5", Instant.self, Instant.self,
        CampaignKey.self, RuleKey.self, UnitKey.self, decode: decode)

    /// A page behind $9 of those that fit all filters given.
    static let list = Statement(
        columns + """
            WHERE o.campaign = $3 AND ($4::text IS NULL OR o.unit = $4) AND ($5::text IS NULL OR t.receiver = $5)
                AND ($6::text IS NULL OR o.track = $6) AND ($7::text IS NULL OR o.rule = $7)
                AND ($8::text IS NULL OR $8 = ANY (t.items)) AND ($9::uuid IS NULL OR o.id > $9)
                AND \(ScopeSQL.lines(11, 12, unit: "o.unit", track: "o.track"))
            ORDER BY o.id LIMIT $10
            """, Instant.self, Instant.self, CampaignKey.self, UnitKey?.self, UnitKey?.self, TrackCode?.self,
        RuleKey?.self, ItemCode?.self, ID<Obligation>?.self, Int.self, [UnitKey]?.self, [String]?.self, decode: decode)

    /// Everything owed to one of $4.
    static let owedTo = Statement(
        columnsByReceiver("(SELECT DISTINCT key FROM unnest($4::text[]) AS given (key)) receivers") + """
            WHERE ($5::text IS NULL OR o.track = $5) AND ($6::text IS NULL OR $6 = ANY (t.items))
            ORDER BY o.id
            """, Instant.self, Instant.self, CampaignKey.self, [UnitKey].self, TrackCode?.self, ItemCode?.self,
        runsLong: true, decode: decode)

    /// Everything owed to $4 and to every unit that is owed something by one of these, at any depth: a walk from the node down,
    /// so that it costs what lies below it and not what the country owes.
    static let owedBelow = Statement(
        """
        WITH RECURSIVE receivers (key) AS (
            SELECT $4::text
            UNION
            SELECT owes.unit FROM receivers CROSS JOIN LATERAL (
                SELECT o.unit FROM obligation_terms t JOIN obligations o ON o.id = t.obligation
                WHERE t.receiver = receivers.key AND t.campaign = $3 AND t.valid @> $1::timestamptz AND t.recorded_at <= $2
                    AND (t.superseded_at IS NULL OR t.superseded_at > $2)
                OFFSET 0) owes
        )

        """ + columnsByReceiver("receivers") + """
            WHERE ($5::text IS NULL OR o.track = $5) AND ($6::text IS NULL OR $6 = ANY (t.items))
            ORDER BY o.id
            """, Instant.self, Instant.self, CampaignKey.self, UnitKey.self, TrackCode?.self, ItemCode?.self,
        runsLong: true, decode: decode)

    /// Everything a unit owes.
    static let owedBy = Statement(
        columns + """
            WHERE o.campaign = $3 AND o.unit = $4 AND ($5::text IS NULL OR o.track = $5)
                AND ($6::text IS NULL OR $6 = ANY (t.items))
            ORDER BY o.id
            """, Instant.self, Instant.self, CampaignKey.self, UnitKey.self, TrackCode?.self, ItemCode?.self,
        decode: decode)

    /// Everything a unit owes, or owed when it ended.
    static let everOwedBy = Statement(
        lasting + "WHERE o.campaign = $3 AND o.unit = $4 ORDER BY o.id", Instant.self, Instant.self, CampaignKey.self,
        UnitKey.self, decode: decode)

    static let lock = Statement(
        "SELECT id FROM obligations WHERE id = $1 FOR UPDATE", ID<Obligation>.self, access: .write
    ) { row in try row.next(ID<Obligation>.self) }

    static let lockAll = Statement(
        "SELECT id FROM obligations WHERE id = ANY ($1) ORDER BY id FOR UPDATE", [ID<Obligation>].self, access: .write
    ) { row in try row.next(ID<Obligation>.self) }

    static let lockIdentity = Statement(
        "SELECT id FROM obligations WHERE campaign = $1 AND rule = $2 AND unit = $3 FOR UPDATE", CampaignKey.self,
        RuleKey.self, UnitKey.self, access: .write
    ) { row in try row.next(ID<Obligation>.self) }

    /// Obligations of a unit in force at $4 that ask for an item.
    static let ofItem = Statement(
        """
        SELECT o.id FROM obligations o
        JOIN obligation_terms t ON t.obligation = o.id AND t.superseded_at IS NULL AND t.valid @> $4::timestamptz
        WHERE o.campaign = $1 AND o.unit = $2 AND $3 = ANY (t.items) ORDER BY o.id
        """, CampaignKey.self, UnitKey.self, ItemCode.self, Instant.self
    ) { row in try row.next(ID<Obligation>.self) }

    static let revisions = Statement(
        """
        SELECT revision, receiver, quota, due_at, valid, recorded_at, deadline FROM obligation_terms
        WHERE obligation = $1 AND recorded_at <= $2 ORDER BY revision
        """, ID<Obligation>.self, Instant.self
    ) { row in
        let (revision, to, quota, dueAt) = (
            try row.next(Int.self), try row.next(UnitKey.self), try row.next(Int.self), try row.next(Instant?.self)
        )
        let (valid, recordedAt) = (try row.next(HalfOpenRange<Instant>.self), try row.next(Instant.self))
        let deadline = try row.next(RawJSON.self).decoded(as: DeadlineResult.self)
        return ObligationExplanation.Revision(
            revision: revision, to: to, quota: quota, dueAt: dueAt, status: deadline.status,
            validFrom: valid.lower ?? .min, recordedAt: recordedAt)
    }

    @Sendable private static func decode(_ row: inout Row) throws -> ObligationRow {
        let id = try row.next(ID<Obligation>.self)
        let (campaign, rule, track) = (
            try row.next(CampaignKey.self), try row.next(RuleKey.self), try row.next(TrackCode.self)
        )
        let unit = UnitBrief(
            key: try row.next(), name: try row.next(), kind: try row.next(), region: try row.next())
        let receiver = UnitBrief(
            key: try row.next(), name: try row.next(), kind: try row.next(), region: try row.next())
        let (revision, bornAt, endedAt) = (
            try row.next(Int.self), try row.next(Instant.self), try row.next(Instant?.self)
        )
        let (name, items, quota) = (try row.next(String.self), try row.next([ItemCode].self), try row.next(Int.self))
        let (late, countsOn, opensAt) = (
            try row.next(CampaignDocument.LateHandling.self), try row.next(CampaignDocument.CountsOn.self),
            try row.next(Instant?.self)
        )
        let filings = try filings(&row)
        let terms = OwedTerms<RawJSON>(
            name: name, items: items, to: receiver.key, quota: quota, late: late, countsOn: countsOn, opensAt: opensAt,
            deadline: try row.next())
        return ObligationRow(
            id: id, campaign: campaign, rule: rule, track: track, unit: unit, to: receiver, revision: revision,
            bornAt: bornAt, endedAt: endedAt, terms: terms, filings: filings)
    }

    private static func filings(_ row: inout Row) throws -> Filings {
        var filings = Filings(
            draftAt: try row.next(), nilAt: try row.next(), nilReason: try row.next())
        let (basis, by) = (try row.next(String?.self), try row.next(UnitKey?.self))
        let (grantedAt, until) = (try row.next(Instant?.self), try row.next(Instant?.self))
        if let basis, let by, let grantedAt {
            filings.waiver = Obligation.Waiver(basis: basis, by: by, at: grantedAt, until: until)
        }
        filings.extendedUntil = try row.next()
        let kinds = try row.next([Credit.Kind]?.self) ?? []
        let (sources, ns) = (try row.next([String]?.self) ?? [], try row.next([Int]?.self) ?? [])
        let contents = try row.next([Bytes]?.self) ?? []
        let (titles, received) = (try row.next([String]?.self) ?? [], try row.next([Instant]?.self) ?? [])
        let (dues, accepted) = (try row.next([Instant?]?.self) ?? [], try row.next([Instant?]?.self) ?? [])
        let (ended, ends) = (try row.next([Instant?]?.self) ?? [], try row.next([Credit.End?]?.self) ?? [])
        let origins = try row.next([ID<Obligation>?]?.self) ?? []
        filings.credits = kinds.indices.map { index in
            Credit(
                kind: kinds[index], source: sources[index], n: ns[index], content: contents[index].bytes,
                title: titles[index],
                receivedAt: received[index], dueAt: dues[index], acceptedAt: accepted[index], endedAt: ended[index],
                end: ends[index], carriedFrom: origins[index])
        }
        return filings
    }

    static let all: [AnyStatement] = [
        AnyStatement(byIDs), AnyStatement(byID), AnyStatement(byIdentity), AnyStatement(list), AnyStatement(owedTo),
        AnyStatement(owedBy), AnyStatement(everOwedBy), AnyStatement(owedBelow), AnyStatement(lock),
        AnyStatement(lockAll),
        AnyStatement(lockIdentity),
        AnyStatement(ofItem), AnyStatement(revisions),
    ]
}
