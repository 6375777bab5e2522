import Shared

/// The table of contents: which type answers which method.
struct EventsRouter {
    let weeks: Weeks
    let events: Events
    let venues: Venues
    let reports: Reports
    let plan: Plan
    let ceremonies: Ceremonies
    let nominations: Nominations
    let coverage: CoverageQueries
    let statistics: StatisticsQueries
    let calendar: CalendarQueries

    func register(on routes: inout Routes) {
        Scopes.register(on: &routes)
        routes.mutation(EventsAPI.DeclareWeek.self, weeks.declare)
        routes.mutation(EventsAPI.AmendWeek.self, weeks.amend)
        routes.query(EventsAPI.GetWeek.self, weeks.get)
        routes.query(EventsAPI.ListWeeks.self, weeks.list)

        routes.mutation(EventsAPI.CreateEvent.self, events.create)
        routes.mutation(EventsAPI.UpdateEvent.self, events.update)
        routes.mutation(EventsAPI.SubmitEvent.self, events.submit)
        routes.mutation(EventsAPI.ApproveEvent.self, events.approve)
        routes.mutation(EventsAPI.ReturnEvent.self, events.giveBack)
        routes.mutation(EventsAPI.PublishEvent.self, events.publish)
        routes.mutation(EventsAPI.PostponeEvent.self, events.postpone)
        routes.mutation(EventsAPI.CancelEvent.self, events.cancel)
        routes.read(EventsAPI.GetEvent.self, events.get)
        routes.query(EventsAPI.ListEvents.self, events.list)

        routes.grouped(EventsAPI.CreateVenue.self, venues.create)
        routes.query(EventsAPI.ListVenues.self, venues.list)
        routes.query(EventsAPI.ListFreeVenues.self, venues.free)

        routes.mutation(EventsAPI.SaveReport.self, reports.save)
        routes.mutation(EventsAPI.SubmitReport.self, reports.submit)
        routes.mutation(EventsAPI.VerifyReport.self, reports.verify)
        routes.mutation(EventsAPI.ReturnReport.self, reports.giveBack)
        routes.query(EventsAPI.GetReport.self, reports.get)

        routes.mutation(EventsAPI.ImportPlan.self, plan.put)
        routes.query(EventsAPI.ListPlan.self, plan.list)
        routes.query(EventsAPI.GetPlanProgress.self, plan.progress)

        routes.mutation(EventsAPI.SetCeremony.self, ceremonies.set)
        routes.mutation(EventsAPI.InviteToCeremony.self, ceremonies.invite)
        routes.mutation(EventsAPI.ReplyToCeremony.self, ceremonies.reply)
        routes.query(EventsAPI.GetCeremony.self, ceremonies.get)

        routes.mutation(EventsAPI.AllotNominations.self, nominations.allot)
        routes.mutation(EventsAPI.ProposeNomination.self, nominations.propose)
        routes.mutation(EventsAPI.ShortlistNomination.self, nominations.shortlist)
        routes.mutation(EventsAPI.SelectNomination.self, nominations.select)
        routes.query(EventsAPI.ListNominations.self, nominations.list)

        routes.query(EventsAPI.GetCoverage.self, coverage.get)
        routes.query(EventsAPI.GetStatistics.self, statistics.get)
        routes.query(EventsAPI.ExportCalendar.self, calendar.export)

        routes.ledger(EventsAPI.self)
        routes.changes(EventsAPI.ListChanges.self)
    }
}
