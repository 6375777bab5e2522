import Shared

/// What happens in a campaign: the weeks places hold, the events, who takes part.
@main
enum EventsMain {
    static let service = ServiceDefinition(.events, migrations: Migrations.all, constraints: Constraints.faults) {
        service, routes in
        let campaigns = Campaigns()
        let events = Events(campaigns: campaigns)
        EventsRouter(
            weeks: Weeks(campaigns: campaigns), events: events, venues: Venues(campaigns: campaigns),
            reports: Reports(campaigns: campaigns), plan: Plan(campaigns: campaigns),
            ceremonies: Ceremonies(campaigns: campaigns, events: events),
            nominations: Nominations(campaigns: campaigns), coverage: CoverageQueries(campaigns: campaigns),
            statistics: StatisticsQueries(campaigns: campaigns), calendar: CalendarQueries(campaigns: campaigns)
        ).register(on: &routes)
        return [.projection(RegistryProjection.projection, service)]
    }

    static func main() async { await ServiceHost.main(service) }
}
