import Shared

/// The table of contents: which type answers which method.
struct NotificationsRouter {
    let policies = Policies()
    let runs: Runs
    let intents = Intents()
    let deliveries = Deliveries()
    let suppressions = Suppressions()
    let explanations = Explanations()

    func register(on routes: inout Routes) {
        Scopes.register(on: &routes)

        routes.mutation(NotificationsAPI.DraftPolicy.self, policies.draft)
        routes.mutation(NotificationsAPI.PublishPolicy.self, policies.publish)
        routes.query(NotificationsAPI.GetPolicy.self, policies.get)
        routes.query(NotificationsAPI.ListPolicies.self, policies.list)

        routes.query(NotificationsAPI.PreviewPlan.self, runs.preview)
        routes.mutation(NotificationsAPI.TickRun.self, before: runs.catchUp, runs.tick)
        routes.query(NotificationsAPI.GetRun.self, runs.get)
        routes.query(NotificationsAPI.ListRuns.self, runs.list)
        routes.query(NotificationsAPI.GetLag.self, runs.lag)

        routes.query(NotificationsAPI.GetIntent.self, intents.get)
        routes.query(NotificationsAPI.ListIntents.self, intents.list)
        routes.mutation(NotificationsAPI.ResolveIntent.self, intents.resolve)
        routes.mutation(NotificationsAPI.CancelIntent.self, intents.cancel)
        routes.mutation(NotificationsAPI.RetryIntent.self, intents.retry)
        routes.query(NotificationsAPI.ListDeliveries.self, deliveries.list)

        routes.mutation(NotificationsAPI.AddSuppression.self, suppressions.add)
        routes.mutation(NotificationsAPI.EndSuppression.self, suppressions.end)
        routes.query(NotificationsAPI.ListSuppressions.self, suppressions.list)

        routes.query(NotificationsAPI.Explain.self, explanations.explain)
        routes.ledger(NotificationsAPI.self)
        routes.changes(NotificationsAPI.ListChanges.self)
    }
}
