import Shared

/// What waits at a level, and what was given back and is due to return.
struct ReviewQueue: Sendable {
    let campaigns: Campaigns
    let reader: SubmissionReader

    func list(
        _ params: ReportingAPI.ListReviewQueue.Params, _ context: QueryContext
    ) async throws -> Page<ReviewItem> {
        let page = try PageRequest(after: params.after, limit: params.limit, columns: 2)
        let campaign = try await campaigns.find(params.campaign, context.database)
        let scope = context.scope(of: .review)
        let rows = try await context.database.query(
            ReviewStatements.queue, campaign.key, params.to ?? campaign.document.authority, params.track, params.form,
            params.side ?? .waiting, context.now, page.position.flatMap { Instant($0[0]) },
            page.position.flatMap { ID<Submission>($0[1]) }, page.fetch, scope.units, scope.lines)
        let shown = Array(rows.prefix(page.limit))
        let submissions = Dictionary(
            try await reader.list(shown.map(\.row), context).map { ($0.id, $0) }
        ) { first, _ in first }
        let items = rows.map { row in
            submissions[row.row.id].map { item(row, $0, context.now) }
        }
        let next = page.page(rows, by: { [$0.sortedBy.description, $0.row.id.description] }) { $0.row.id.description }
        return Page(items: items.compactMap(\.self), next: next.next)
    }

    private func item(_ row: QueueRow, _ submission: Submission, _ now: Instant) -> ReviewItem {
        let late = row.dueBackAt.flatMap { $0 <= now ? Int(now.duration(since: $0).components.seconds) : nil }
        return ReviewItem(
            submission: submission, unit: row.unit, receivedAt: row.receivedAt, dueBackAt: row.dueBackAt,
            lateBackBySeconds: late)
    }
}
