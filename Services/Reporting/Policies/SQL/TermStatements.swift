import Shared

/// What is owed, over both times: read whole, compared in Swift, written set-wise.
enum TermStatements {
    /// Everything believed now of a campaign's obligations, or of those of the units in $2.
    static let believed = Statement(
        """
        SELECT o.id, o.rule, o.unit, o.track, t.revision, t.valid, t.name, t.items, t.receiver, t.quota, t.late,
            t.counts_on, t.opens_at, t.deadline,
            (SELECT max(every.revision) FROM obligation_terms every WHERE every.obligation = o.id)
        FROM obligations o
        LEFT JOIN obligation_terms t ON t.obligation = o.id AND t.superseded_at IS NULL
        WHERE o.campaign = $1 AND ($2::text[] IS NULL OR o.unit = ANY ($2))
        ORDER BY o.id, t.valid
        """, CampaignKey.self, [UnitKey]?.self, access: .write, runsLong: true
    ) { row in
        BelievedTerms(
            id: try row.next(), rule: try row.next(), unit: try row.next(), track: try row.next(),
            segment: try segment(&row), revisions: try row.decode(Int?.self, 14) ?? 0)
    }

    /// nil for an obligation of which nothing is believed any more.
    private static func segment(_ row: inout Row) throws -> BelievedTerms.Revision? {
        guard let revision = try row.decode(Int?.self, 4), let valid = try row.decode(HalfOpenRange<Instant>?.self, 5),
            let from = valid.lower, let name = try row.decode(String?.self, 6),
            let items = try row.decode([ItemCode]?.self, 7), let receiver = try row.decode(UnitKey?.self, 8),
            let quota = try row.decode(Int?.self, 9),
            let late = try row.decode(CampaignDocument.LateHandling?.self, 10),
            let countsOn = try row.decode(CampaignDocument.CountsOn?.self, 11),
            let deadline = try row.decode(RawJSON?.self, 13)
        else { return nil }
        let terms = Terms(
            name: name, items: items, to: receiver, quota: quota, late: late, countsOn: countsOn,
            opensAt: try row.decode(Instant?.self, 12), deadline: try deadline.decoded(as: DeadlineResult.self))
        return BelievedTerms.Revision(
            number: revision, segment: TermSegment(from: from, to: valid.upper, terms: terms))
    }

    static let insertObligations = Statement(
        """
        INSERT INTO obligations (id, campaign, rule, unit, track, recorded_at)
        SELECT id, $1, rule, unit, track, $6
        FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS given (id, rule, unit, track)
        """, CampaignKey.self, [ID<Obligation>].self, [RuleKey].self, [UnitKey].self, [TrackCode].self, Instant.self,
        access: .write)

    static let supersede = Statement(
        """
        UPDATE obligation_terms t SET superseded_at = greatest(known_from($3), t.recorded_at)
        FROM unnest($1::uuid[], $2::bigint[]) AS given (obligation, revision)
        WHERE t.obligation = given.obligation AND t.revision = given.revision AND t.superseded_at IS NULL
        """, [ID<Obligation>].self, [Int].self, Instant.self, access: .write)

    /// Texts of several items are joined by a comma: no item's code has one.
    static let insertTerms = Statement(
        """
        INSERT INTO obligation_terms (obligation, campaign, revision, valid, recorded_at, born_at, ended_at, name, items,
            receiver, quota, late, counts_on, opens_at, due_at, deadline)
        SELECT obligation, $17, revision, tstzrange(valid_from, valid_to), known_from($16), born_at, ended_at, name,
            string_to_array(items, ','), receiver, quota, late, counts_on, opens_at, due_at, deadline
        FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
            $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[],
            $13::timestamptz[], $14::timestamptz[], $15::jsonb[])
            AS given (obligation, revision, valid_from, valid_to, born_at, ended_at, name, items, receiver, quota, late,
                counts_on, opens_at, due_at, deadline)
        """, [ID<Obligation>].self, [Int].self, [Instant].self, [Instant?].self, [Instant].self, [Instant?].self,
        [String].self, [String].self, [UnitKey].self, [Int].self, [CampaignDocument.LateHandling].self,
        [CampaignDocument.CountsOn].self, [Instant?].self, [Instant?].self, [RawJSON].self, Instant.self,
        CampaignKey.self, access: .write)

    static let believedGaps = Statement(
        """
        SELECT rule, unit, track, valid FROM gaps
        WHERE campaign = $1 AND superseded_at IS NULL AND ($2::text[] IS NULL OR unit = ANY ($2))
        """, CampaignKey.self, [UnitKey]?.self, access: .write
    ) { row in
        let (rule, unit, track) = (
            try row.next(RuleKey.self), try row.next(UnitKey.self), try row.next(TrackCode.self)
        )
        let valid = try row.next(HalfOpenRange<Instant>.self)
        return PlannedGap(rule: rule, unit: unit, track: track, from: valid.lower ?? .min, to: valid.upper)
    }

    static let supersedeGaps = Statement(
        """
        UPDATE gaps g SET superseded_at = greatest(known_from($4), g.recorded_at)
        FROM unnest($2::text[], $3::text[]) AS given (rule, unit)
        WHERE g.campaign = $1 AND g.rule = given.rule AND g.unit = given.unit AND g.superseded_at IS NULL
        """, CampaignKey.self, [RuleKey].self, [UnitKey].self, Instant.self, access: .write)

    static let insertGaps = Statement(
        """
        INSERT INTO gaps (campaign, rule, unit, track, valid, recorded_at)
        SELECT $1, rule, unit, track, tstzrange(valid_from, valid_to), known_from($7)
        FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
            AS given (rule, unit, track, valid_from, valid_to)
        """, CampaignKey.self, [RuleKey].self, [UnitKey].self, [TrackCode].self, [Instant].self, [Instant?].self,
        Instant.self, access: .write)

    /// Gaps at $2 as known at $3, with the units' names.
    static let gaps = Statement(
        """
        SELECT g.unit, coalesce(u.name, g.unit), coalesce(u.kind, ''), u.region, g.track, array_agg(g.rule ORDER BY g.rule)
        FROM gaps g
        LEFT JOIN units u ON u.key = g.unit AND u.valid @> $2::timestamptz AND u.recorded_at <= $3
            AND (u.superseded_at IS NULL OR u.superseded_at > $3)
        WHERE g.campaign = $1 AND g.valid @> $2::timestamptz AND g.recorded_at <= $3
            AND (g.superseded_at IS NULL OR g.superseded_at > $3) AND ($4::text IS NULL OR g.track = $4)
        GROUP BY g.unit, u.name, u.kind, u.region, g.track ORDER BY g.unit, g.track
        """, CampaignKey.self, Instant.self, Instant.self, TrackCode?.self
    ) { row in
        Gap(
            unit: UnitBrief(
                key: try row.next(), name: try row.next(), kind: try row.next(), region: try row.next()),
            track: try row.next(), rules: try row.next(), why: .noReportingLine)
    }

    static let all: [AnyStatement] = [
        AnyStatement(believed), AnyStatement(insertObligations), AnyStatement(supersede), AnyStatement(insertTerms),
        AnyStatement(believedGaps), AnyStatement(supersedeGaps), AnyStatement(insertGaps), AnyStatement(gaps),
    ]
}

/// A revision of an obligation's terms that is believed now; none when nothing is.
struct BelievedTerms: Sendable {
    struct Revision: Sendable {
        let number: Int
        let segment: TermSegment
    }

    let id: ID<Obligation>
    let rule: RuleKey
    let unit: UnitKey
    let track: TrackCode
    let segment: Revision?
    /// The highest revision there ever was.
    let revisions: Int
}
