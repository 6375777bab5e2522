import Shared

/// How far publications are.
enum PolicyRunStatements {
    static let put = Statement(
        """
        INSERT INTO policy_runs (campaign, stage, done, total, started_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT ON CONSTRAINT policy_runs_pkey DO UPDATE
        SET stage = excluded.stage, done = excluded.done, total = excluded.total, started_at = excluded.started_at,
            updated_at = excluded.updated_at, finished_at = NULL
        """, CampaignKey.self, PolicyProgress.Stage.self, Int.self, Int.self, Instant.self, Instant.self,
        access: .write)

    /// In the publication's transaction, so that it has finished exactly when it is committed.
    static let finish = Statement(
        "UPDATE policy_runs SET finished_at = $2 WHERE campaign = $1", CampaignKey.self, Instant.self, access: .write)

    static let get = Statement(
        """
        SELECT campaign, stage, done, total, started_at, updated_at, finished_at FROM policy_runs WHERE campaign = $1
        """, CampaignKey.self
    ) { row in
        PolicyProgress(
            campaign: try row.next(), stage: try row.next(), done: try row.next(), total: try row.next(),
            startedAt: try row.next(), updatedAt: try row.next(), finishedAt: try row.next())
    }

    static let all: [AnyStatement] = [AnyStatement(put), AnyStatement(finish), AnyStatement(get)]
}
