/// The methods of the notifications service, one type each: `notifications.entity.verb`.
package enum NotificationsAPI {
    package static let methods: [any RPCMethod.Type] =
        [
            DraftPolicy.self, DiffPolicy.self, PublishPolicy.self, GetPolicy.self, ListPolicies.self,
            PreviewPlan.self, TickRun.self, ReplayRun.self, GetRun.self, ListRuns.self,
            ListIntents.self, GetIntent.self, ResolveIntent.self, CancelIntent.self, RetryIntent.self,
            RetryManyIntents.self, AcknowledgeIntent.self, ListDeliveries.self, GetDelivery.self,
            ListChannels.self, TestChannel.self, SetTemplate.self, PreviewTemplate.self, ListTemplates.self,
            AddSuppression.self, EndSuppression.self, ListSuppressions.self,
            Explain.self, GetLag.self, ListChanges.self,
        ] + LedgerAPI<NotificationsAPI>.methods

    /// `policy`, `run`, `intent`, `delivery`, `suppression`, `template`; never an address.
    package enum ListChanges: RPCMethod {
        package typealias Params = ChangesParams
        package typealias Result = ChangesPage
        package static let contract = MethodContract(
            "notifications.changes.list",
            "Every committed change of this service, in a safe order; waits when asked to.",
            kind: .longPoll,
            access: .roles([.provinceAdmin, .reader]), calledBy: [.reporting])
        package static let examples = [
            Example(params: ChangesParams(limit: 100), result: ChangesPage(changes: [], next: "0", latest: "0"))
        ]
    }
}
