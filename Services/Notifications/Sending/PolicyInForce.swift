import Shared
import Synchronization

/// Campaigns and policies in force, read and decoded once for as long as they stand: a document is a hundred kilobytes, and
/// each message of thousands needs it.
final class PolicyInForce: Sendable {
    /// Few: one for each campaign with a policy.
    private let known = Mutex<[CampaignKey: Known]>([:])

    struct Known: Sendable {
        fileprivate let policy: ID<ReminderPolicy>
        fileprivate let version: Int64
        let campaign: CampaignDocument
        let reminders: CampaignDocument.Reminders
    }

    /// nil when no policy is in force for the campaign.
    func read(_ campaign: CampaignKey, _ database: Database) async throws -> Known? {
        guard let now = try await database.first(PlanStatements.policyVersion, campaign) else { return nil }
        // A published version of either never changes (R4).
        if let same = known.withLock({ $0[campaign] }), same.policy == now.policy, same.version == now.version {
            return same
        }
        guard let found = try await database.first(PlanStatements.policy, campaign) else { return nil }
        let read = Known(
            policy: found.id, version: found.version, campaign: try found.document.decoded(as: CampaignDocument.self),
            reminders: try found.reminders.decoded(as: CampaignDocument.Reminders.self))
        known.withLock { $0[campaign] = read }
        return read
    }
}
