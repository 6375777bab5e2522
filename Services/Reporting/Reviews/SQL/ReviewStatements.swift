import Shared

enum ReviewStatements {
    static let insert = Statement(
        """
        INSERT INTO reviews (submission, n, decision, decided_by, decided_at, reasons, remark, fields, due_back_at,
            proceed_without)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """, ID<Submission>.self, Int.self, Review.Decision.self, String.self, Instant.self, [String].self,
        String?.self, [String].self, Instant?.self, RawJSON.self, access: .write)

    static let seal = Statement(
        "INSERT INTO submission_seals (submission, n, sealed_at, sealed_by) VALUES ($1, $2, $3, $4)",
        ID<Submission>.self, Int.self, Instant.self, String.self, access: .write)

    static let unseal = Statement(
        """
        UPDATE submission_seals SET unsealed_at = $2, unsealed_by = $3, reason = $4
        WHERE submission = $1 AND unsealed_at IS NULL
        """, ID<Submission>.self, Instant.self, String.self, String.self, access: .write)

    /// A page of a level's queue behind ($7, $8): what waits by when it was received, what was given back by when it is
    /// due back. The receiver is the one of $6.
    static let queue = Statement(
        """
        SELECT q.id, q.obligation, q.campaign, q.form, q.unit, q.track, q.state, q.revision, q.draft, q.draft_manifest,
            q.form_version, q.opened_at, q.updated_at, q.sealed_at, q.sealed_by, coalesce(u.name, q.unit), coalesce(u.kind, ''), u.region,
            q.received_at, q.due_back_at, q.sorted_by
        FROM (
            SELECT s.id, s.obligation, o.campaign, s.form, o.unit, o.track, s.state, s.revision, NULL::jsonb AS draft,
                s.draft_manifest, s.form_version, s.opened_at, s.updated_at, NULL::timestamptz AS sealed_at, NULL::text AS sealed_by,
                v.received_at, r.due_back_at,
                CASE WHEN $5::text = 'returned' THEN coalesce(r.due_back_at, v.received_at) ELSE v.received_at END
                    AS sorted_by
            FROM submissions s
            JOIN obligations o ON o.id = s.obligation
            JOIN obligation_terms t ON t.obligation = o.id AND t.superseded_at IS NULL AND t.valid @> $6::timestamptz
            JOIN LATERAL (
                SELECT n, received_at FROM submission_versions WHERE submission = s.id ORDER BY n DESC LIMIT 1) v ON true
            LEFT JOIN LATERAL (
                SELECT due_back_at FROM reviews
                WHERE submission = s.id AND n = v.n AND decision = 'returned' AND s.state = 'returned'
                ORDER BY decided_at DESC LIMIT 1) r ON true
            WHERE o.campaign = $1 AND t.receiver = $2 AND ($3::text IS NULL OR o.track = $3)
                AND ($4::text IS NULL OR s.form = $4)
                AND s.state = ANY (CASE WHEN $5 = 'returned' THEN ARRAY['returned'] ELSE ARRAY['submitted', 'in_review'] END)
                AND \(ScopeSQL.lines(10, 11, unit: "o.unit", track: "o.track"))
        ) q
        LEFT JOIN units u ON u.key = q.unit AND u.superseded_at IS NULL AND u.valid @> $6
        WHERE $7::timestamptz IS NULL OR (q.sorted_by, q.id) > ($7, $8::uuid)
        ORDER BY q.sorted_by, q.id LIMIT $9
        """, CampaignKey.self, UnitKey.self, TrackCode?.self, FormKey?.self, QueueSide.self, Instant.self,
        Instant?.self, ID<Submission>?.self, Int.self, [UnitKey]?.self, [String]?.self, runsLong: true
    ) { row in
        let submission = try SubmissionStatements.decode(&row)
        return QueueRow(
            row: submission,
            unit: UnitBrief(
                key: submission.unit, name: try row.next(), kind: try row.next(), region: try row.next()),
            receivedAt: try row.next(), dueBackAt: try row.next(), sortedBy: try row.next(Instant?.self) ?? .min)
    }

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(seal), AnyStatement(unseal), AnyStatement(queue),
    ]
}

/// A submission in a queue, and where it stands in it.
struct QueueRow: Sendable {
    let row: SubmissionRow
    let unit: UnitBrief
    let receivedAt: Instant
    let dueBackAt: Instant?
    let sortedBy: Instant
}
