import Shared

@testable import Notifications

/// A plan's digest as it was made before steps that were not told were kept for each recipient and channel.
enum FormerDigest {
    private struct Content: Encodable {
        let campaign: CampaignKey
        let from: Instant
        let to: Instant
        let intents: [Reminder]
        let nonIntents: [NonIntent]
    }

    private struct NonIntent: Encodable, Hashable {
        let obligation: ID<Obligation>?
        let event: ID<Event>?
        let rule: RuleKey?
        let unit: UnitKey
        let step: String
        let reason: String
    }

    static func of(_ plan: Plan) throws -> String {
        let former = Set(
            plan.nonIntents.map {
                NonIntent(
                    obligation: $0.obligation, event: $0.event, rule: $0.rule, unit: $0.unit, step: $0.step,
                    reason: $0.reason.rawValue)
            })
        func place(_ one: NonIntent) -> (String, String, String, String) {
            (one.unit.rawValue, one.step, (one.obligation?.description ?? one.event?.description) ?? "", one.reason)
        }
        let content = Content(
            campaign: plan.campaign, from: plan.from, to: plan.to, intents: plan.intents,
            nonIntents: former.sorted { place($0) < place($1) })
        return DigestAlgorithm.sha256.digest(try RawJSON(encoding: content).bytes).hex
    }
}
