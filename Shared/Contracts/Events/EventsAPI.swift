/// The methods of the events service, one type each: `events.entity.verb`.
package enum EventsAPI {
    package static let methods: [any RPCMethod.Type] =
        [
            DeclareWeek.self, AmendWeek.self, GetWeek.self, ListWeeks.self,
            CreateEvent.self, UpdateEvent.self, SubmitEvent.self, ApproveEvent.self, ReturnEvent.self,
            PublishEvent.self,
            PostponeEvent.self, CancelEvent.self, GetEvent.self, ListEvents.self,
            CreateVenue.self, ListFreeVenues.self, ListVenues.self,
            SaveReport.self, SubmitReport.self, VerifyReport.self, ReturnReport.self, GetReport.self,
            ImportPlan.self, ListPlan.self, GetPlanProgress.self,
            SetCeremony.self, InviteToCeremony.self, ReplyToCeremony.self, GetCeremony.self,
            AllotNominations.self, ProposeNomination.self, ShortlistNomination.self, SelectNomination.self,
            ListNominations.self,
            GetCoverage.self, GetStatistics.self, ExportCalendar.self,
            ListChanges.self,
        ] + LedgerAPI<EventsAPI>.methods

    /// The feed that other services' projections of events are fed by: `localWeek`, `event`, `eventReport`, `venue`,
    /// `plannedItem`, `ceremony`, `nomination`.
    package enum ListChanges: RPCMethod {
        package typealias Params = ChangesParams
        package typealias Result = ChangesPage
        package static let contract = MethodContract(
            "events.changes.list", "Every committed change of this service, in a safe order; waits when asked to.",
            kind: .longPoll,
            access: .roles([.provinceAdmin, .reader]), calledBy: [.reporting, .notifications])
        package static let examples = [
            Example(params: ChangesParams(limit: 100), result: ChangesPage(changes: [], next: "0", latest: "0"))
        ]
    }
}
