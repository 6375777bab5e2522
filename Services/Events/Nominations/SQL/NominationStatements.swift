import Shared

extension NominationState: PostgresText {}
extension NominationLevel: PostgresText {}

/// A nomination's row with its content still as JSON text.
struct NominationRow: Sendable {
    let id: ID<Nomination>
    private let campaign: CampaignKey
    private let content: RawJSON
    private let level: NominationLevel
    private let state: NominationState
    private let revision: Int
    private let proposedAt: Instant
    private let proposedBy: String
    private let decidedBy: String?
    private let reason: String?

    static let columns = "id, campaign, content, level, state, revision, proposed_at, proposed_by, decided_by, reason"

    init(_ row: inout Row) throws {
        id = try row.next()
        campaign = try row.next()
        content = try row.next()
        level = try row.next()
        state = try row.next()
        revision = try row.next()
        proposedAt = try row.next()
        proposedBy = try row.next()
        decidedBy = try row.next()
        reason = try row.next()
    }

    func nomination() throws -> StoredNomination {
        StoredNomination(
            id: id, campaign: campaign, content: try content.decoded(as: NominationContent.self), level: level,
            state: state, revision: revision, proposedAt: proposedAt, proposedBy: proposedBy, decidedBy: decidedBy,
            reason: reason)
    }
}

enum NominationStatements {
    static let allot = Statement(
        """
        INSERT INTO nomination_quotas (campaign, kind, unit, quota) VALUES ($1, $2, $3, $4)
        ON CONFLICT (campaign, kind, unit) DO UPDATE SET quota = excluded.quota
        """, CampaignKey.self, TermCode.self, UnitKey.self, Int.self, access: .write)

    static let lockQuota = Statement(
        "SELECT quota FROM nomination_quotas WHERE campaign = $1 AND kind = $2 AND unit = $3 FOR UPDATE",
        CampaignKey.self, TermCode.self, UnitKey.self, access: .write
    ) { row in try row.next(Int.self) }

    static let countProposed = Statement(
        """
        SELECT count(*) FROM nominations
        WHERE campaign = $1 AND kind = $2 AND nominated_by = $3 AND state <> 'not_selected'
        """, CampaignKey.self, TermCode.self, UnitKey.self
    ) { row in try row.next(Int?.self) ?? 0 }

    static let countSelected = Statement(
        "SELECT count(*) FROM nominations WHERE campaign = $1 AND kind = $2 AND state = 'selected'", CampaignKey.self,
        TermCode.self
    ) { row in try row.next(Int?.self) ?? 0 }

    /// Which of the nominations got the honour, in the campaign.
    static let selected = Statement(
        "SELECT id FROM nominations WHERE campaign = $1 AND id = ANY ($2) AND state = 'selected'", CampaignKey.self,
        [ID<Nomination>].self
    ) { row in try row.next(ID<Nomination>.self) }

    static let insert = Statement(
        """
        INSERT INTO nominations (id, campaign, kind, subject_key, nominated_by, level, state, content, revision, proposed_at,
            proposed_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10)
        """, ID<Nomination>.self, CampaignKey.self, TermCode.self, String.self, UnitKey.self, NominationLevel.self,
        NominationState.self, RawJSON.self, Instant.self, String.self, access: .write)

    static let lock = Statement(
        "SELECT \(NominationRow.columns) FROM nominations WHERE id = $1 FOR UPDATE", ID<Nomination>.self,
        access: .write
    ) { row in try NominationRow(&row) }

    static let update = Statement(
        """
        UPDATE nominations SET level = $2, state = $3, revision = $4, decided_by = $5, reason = $6 WHERE id = $1
        """, ID<Nomination>.self, NominationLevel.self, NominationState.self, Int.self, String.self, String.self,
        access: .write)

    /// E4: the nomination went through the principal's hands.
    static let putHand = Statement(
        """
        INSERT INTO nomination_hands (nomination, principal, first_at) VALUES ($1, $2, $3)
        ON CONFLICT ON CONSTRAINT nomination_hands_pkey DO NOTHING
        """, ID<Nomination>.self, String.self, Instant.self, access: .write)

    /// Those of $1 that went through the hands of $2.
    static let ofHand = Statement(
        "SELECT nomination FROM nomination_hands WHERE nomination = ANY ($1) AND principal = $2", [ID<Nomination>].self,
        String.self
    ) { row in try row.next(ID<Nomination>.self) }

    static let list = Statement(
        """
        SELECT \(NominationRow.columns) FROM nominations
        WHERE campaign = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR state = $3)
            AND ($4::text IS NULL OR level = $4) AND ($5::uuid IS NULL OR id > $5)
            AND \(ScopeSQL.units(7, "nominated_by"))
        ORDER BY id LIMIT $6
        """, CampaignKey.self, TermCode?.self, NominationState?.self, NominationLevel?.self, ID<Nomination>?.self,
        Int.self, [UnitKey]?.self
    ) { row in try NominationRow(&row) }

    static let all: [AnyStatement] = [
        AnyStatement(allot), AnyStatement(lockQuota), AnyStatement(countProposed), AnyStatement(countSelected),
        AnyStatement(selected),
        AnyStatement(insert), AnyStatement(lock), AnyStatement(update), AnyStatement(putHand), AnyStatement(ofHand),
        AnyStatement(list),
    ]
}
