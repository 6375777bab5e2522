import Shared

extension EventReportState: PostgresText {}
extension EventMeasure: PostgresText {}

/// A report's row with its content still as JSON text.
struct ReportRow: Sendable {
    let id: ID<EventReport>
    let event: ID<Event>
    let campaign: CampaignKey
    let content: RawJSON
    let state: EventReportState
    let revision: Int
    let findings: RawJSON
    let savedAt: Instant
    let submittedAt: Instant?
    let submittedBy: String?
    let verifiedBy: String?
    let reason: String?

    static let selection = """
        SELECT r.id, r.event, events.campaign, r.content, r.state, r.revision, r.findings, r.saved_at, r.submitted_at,
            r.submitted_by, r.verified_by, r.reason
        FROM event_reports r JOIN events ON events.id = r.event
        """

    init(_ row: inout Row) throws {
        id = try row.next()
        event = try row.next()
        campaign = try row.next()
        content = try row.next()
        state = try row.next()
        revision = try row.next()
        findings = try row.next()
        savedAt = try row.next()
        submittedAt = try row.next()
        submittedBy = try row.next()
        verifiedBy = try row.next()
        reason = try row.next()
    }

    func report() throws -> StoredReport {
        StoredReport(
            id: id, event: event, campaign: campaign, content: try content.decoded(as: EventReportContent.self),
            state: state, revision: revision, findings: try findings.decoded(as: [Violation].self), savedAt: savedAt,
            submittedAt: submittedAt, submittedBy: submittedBy, verifiedBy: verifiedBy, reason: reason)
    }
}

enum ReportStatements {
    static let find = Statement("\(ReportRow.selection) WHERE r.event = $1", ID<Event>.self) { row in
        try ReportRow(&row)
    }

    static let lock = Statement(
        "\(ReportRow.selection) WHERE r.event = $1 FOR UPDATE OF r", ID<Event>.self, access: .write
    ) { row in try ReportRow(&row) }

    static let put = Statement(
        """
        INSERT INTO event_reports (event, id, content, state, revision, findings, saved_at, submitted_at, submitted_by,
            verified_by, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (event) DO UPDATE
        SET content = excluded.content, state = excluded.state, revision = excluded.revision,
            findings = excluded.findings, saved_at = excluded.saved_at, submitted_at = excluded.submitted_at,
            submitted_by = excluded.submitted_by, verified_by = excluded.verified_by, reason = excluded.reason
        """, ID<Event>.self, ID<EventReport>.self, RawJSON.self, EventReportState.self, Int.self, RawJSON.self,
        Instant.self, Instant?.self, String?.self, String?.self, String?.self, access: .write)

    static let clearCounts = Statement("DELETE FROM report_counts WHERE event = $1", ID<Event>.self, access: .write)

    static let insertCounts = Statement(
        """
        INSERT INTO report_counts (event, measure, audience, online, count)
        SELECT $1, measure, audience, online, count
        FROM unnest($2::text[], $3::text[], $4::bool[], $5::int8[]) AS c (measure, audience, online, count)
        """, ID<Event>.self, [EventMeasure].self, [TermCode?].self, [Bool].self, [Int].self, access: .write)

    /// What an event's figures are measured against: its sessions, what its venues hold (null unless every session has a
    /// venue with a capacity), and the median attendances per session of the campaign's verified reports, on site (null
    /// when fewer than `$2` say).
    static let plausibility = Statement(
        """
        SELECT
            (SELECT count(*) FROM sessions WHERE event = e.id),
            (SELECT CASE WHEN count(*) = count(venues.capacity) THEN sum(venues.capacity)::int8 END
                FROM sessions LEFT JOIN venues ON venues.id = sessions.venue WHERE sessions.event = e.id),
            (SELECT CASE WHEN count(*) >= $2 THEN
                    percentile_cont(0.5) WITHIN GROUP (ORDER BY c.count::float8 / greatest(held.count, 1)) END
                FROM report_counts c
                JOIN event_reports r ON r.event = c.event AND r.state = 'verified'
                JOIN events others ON others.id = c.event AND others.campaign = e.campaign
                CROSS JOIN LATERAL (SELECT count(*) FROM sessions WHERE event = c.event) held
                WHERE c.measure = 'attendances' AND c.audience IS NULL AND NOT c.online AND c.event <> e.id)
        FROM events e WHERE e.id = $1
        """, ID<Event>.self, Int64.self
    ) { row in
        (planned: try row.next(Int?.self) ?? 0, capacity: try row.next(Int?.self), usual: try row.next(Double?.self))
    }

    /// The verified figures of events.
    static let verifiedCounts = Statement(
        """
        SELECT c.event, c.measure, c.audience, c.online, c.count
        FROM report_counts c JOIN event_reports r ON r.event = c.event
        WHERE r.state = 'verified' AND c.event = ANY ($1)
        """, [ID<Event>].self
    ) { row in
        (
            event: try row.next(ID<Event>.self),
            count: ReportedCount(
                measure: try row.next(), group: try row.next(), online: try row.next(), count: try row.next())
        )
    }

    static let all: [AnyStatement] = [
        AnyStatement(find), AnyStatement(lock), AnyStatement(put), AnyStatement(clearCounts),
        AnyStatement(insertCounts), AnyStatement(plausibility), AnyStatement(verifiedCounts),
    ]
}
