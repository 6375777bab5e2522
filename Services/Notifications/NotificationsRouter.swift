import Shared

/// The table of contents: which type answers which method.
struct NotificationsRouter {
    let policies = Policies()
    let runs: Runs
    let intents = Intents()
    let deliveries = Deliveries()
    let channels: ChannelMethods
    let templates = Templates()
    let suppressions = Suppressions()
    let explanations = Explanations()

    func register(on routes: inout Routes) {
        Scopes.register(on: &routes)

        routes.mutation(NotificationsAPI.DraftPolicy.self, policies.draft)
        routes.query(NotificationsAPI.DiffPolicy.self, policies.diff)
        routes.mutation(NotificationsAPI.PublishPolicy.self, policies.publish)
        routes.query(NotificationsAPI.GetPolicy.self, policies.get)
        routes.query(NotificationsAPI.ListPolicies.self, policies.list)

        routes.query(NotificationsAPI.PreviewPlan.self, runs.preview)
        routes.mutation(NotificationsAPI.TickRun.self, before: runs.catchUp, runs.tick)
        routes.query(NotificationsAPI.ReplayRun.self, runs.replay)
        routes.query(NotificationsAPI.GetRun.self, runs.get)
        routes.query(NotificationsAPI.ListRuns.self, runs.list)
        routes.query(NotificationsAPI.GetLag.self, runs.lag)

        routes.query(NotificationsAPI.GetIntent.self, intents.get)
        routes.query(NotificationsAPI.ListIntents.self, intents.list)
        routes.mutation(NotificationsAPI.ResolveIntent.self, intents.resolve)
        routes.mutation(NotificationsAPI.CancelIntent.self, intents.cancel)
        routes.mutation(NotificationsAPI.RetryIntent.self, intents.retry)
        routes.mutation(NotificationsAPI.RetryManyIntents.self, intents.retryMany)
        routes.mutation(NotificationsAPI.AcknowledgeIntent.self, intents.acknowledge)
        routes.query(NotificationsAPI.ListDeliveries.self, deliveries.list)
        routes.query(NotificationsAPI.GetDelivery.self, deliveries.get)

        routes.query(NotificationsAPI.ListChannels.self, channels.list)
        routes.mutation(NotificationsAPI.TestChannel.self, channels.test)
        routes.mutation(NotificationsAPI.SetTemplate.self, templates.set)
        routes.query(NotificationsAPI.PreviewTemplate.self, templates.preview)
        routes.query(NotificationsAPI.ListTemplates.self, templates.list)

        routes.mutation(NotificationsAPI.AddSuppression.self, suppressions.add)
        routes.mutation(NotificationsAPI.EndSuppression.self, suppressions.end)
        routes.query(NotificationsAPI.ListSuppressions.self, suppressions.list)

        routes.query(NotificationsAPI.Explain.self, explanations.explain)
        routes.ledger(NotificationsAPI.self)
        routes.changes(NotificationsAPI.ListChanges.self)
    }
}
