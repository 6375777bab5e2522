import Shared

enum PrefillStatements {
    /// What a later call suggests replaces what an earlier one did. The draft's revision is not touched.
    static let keep = Statement(
        "UPDATE submissions SET suggestions = $2, updated_at = $3 WHERE id = $1", ID<Submission>.self, RawJSON.self,
        Instant.self, access: .write)

    static let suggestions = Statement(
        "SELECT suggestions FROM submissions WHERE id = $1", ID<Submission>.self, access: .write
    ) { row in try row.next(RawJSON.self).decoded(as: [FigureOrigin].self) }

    /// Medians of figures over the newest versions of other units of the same kind, of the last 200 at most: enough for a
    /// median, and bounded whatever the campaign's size.
    static let medians = Statement(
        """
        SELECT f.key, percentile_cont(0.5) WITHIN GROUP (ORDER BY (f.value #>> '{}')::float8)
        FROM (
            SELECT v.payload FROM submissions s
            JOIN obligations o ON o.id = s.obligation
            JOIN units u ON u.key = o.unit AND u.superseded_at IS NULL AND u.valid @> $5::timestamptz AND u.kind = $4
            JOIN LATERAL (
                SELECT payload FROM submission_versions WHERE submission = s.id ORDER BY n DESC LIMIT 1) v ON true
            WHERE o.campaign = $1 AND o.track = $2 AND s.form = $3 AND o.unit <> $6
            ORDER BY s.id DESC LIMIT 200) filed
        CROSS JOIN LATERAL jsonb_each(filed.payload::jsonb) f
        WHERE jsonb_typeof(f.value) = 'number'
        GROUP BY f.key HAVING count(*) >= $7
        """, CampaignKey.self, TrackCode.self, FormKey.self, UnitKind.self, Instant.self, UnitKey.self, Int.self
    ) { row in (field: try row.next(String?.self) ?? "", median: try row.next(Double?.self) ?? 0) }

    static let all: [AnyStatement] = [
        AnyStatement(keep), AnyStatement(suggestions), AnyStatement(medians),
    ]
}
