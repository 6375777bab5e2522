import Shared

extension PlannedWindow {
    /// The digest as it was made until steps that were not told were kept for each recipient and channel: what runs of before
    /// have in the books, and what their replays are held against.
    func formerDigest() throws -> String {
        let former = Set(nonIntents.map(FormerNonIntent.init)).sorted { $0.order < $1.order }
        let content = Content(
            campaign: campaign, from: from, to: to, intents: reminders.map(\.reminder), nonIntents: former)
        return DigestAlgorithm.sha256.digest(try RawJSON(encoding: content).bytes).hex
    }

    private struct Content: Encodable {
        let campaign: CampaignKey
        let from: Instant
        let to: Instant
        let intents: [Reminder]
        let nonIntents: [FormerNonIntent]
    }

    private struct FormerNonIntent: Encodable, Hashable {
        let obligation: ID<Obligation>?
        let event: ID<Event>?
        let rule: RuleKey?
        let unit: UnitKey
        let step: String
        let reason: NonIntent.Reason

        init(_ nonIntent: NonIntent) {
            obligation = nonIntent.obligation
            event = nonIntent.event
            rule = nonIntent.rule
            unit = nonIntent.unit
            step = nonIntent.step
            reason = nonIntent.reason
        }

        var order: (UnitKey, String, UniqueID, String) {
            (unit, step, obligation?.value ?? event?.value ?? UniqueID(high: 0, low: 0), reason.rawValue)
        }
    }
}
