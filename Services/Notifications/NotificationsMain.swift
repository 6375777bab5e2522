import Shared

/// Who is told what, when, and why not.
@main
enum NotificationsMain {
    static let service = ServiceDefinition(
        .notifications, migrations: Migrations.all, constraints: Constraints.faults, keys: ChannelConfiguration.all
    ) {
        service, routes in
        let channels = try ChannelConfiguration.channels(service.configuration.source)
        let loop = SenderLoop()
        let projections = [
            RegistryProjection.projection, ReportingProjection.projection, EventsProjection.projection,
        ]
        let watch = ReminderWatch(service)
        let runs = Runs(logger: service.logger, wakeSenders: loop.wake) {
            for projection in projections { try await projection.catchUp(service) }
        }
        NotificationsRouter(runs: runs, channels: ChannelMethods(service: service, channels: channels))
            .register(on: &routes)
        let jobs =
            projections.map { Job.projection($0, service) } + [
                FreedMemory.job(service.logger),
                loop.job(
                    Sender(service: service, channels: channels), logger: service.logger,
                    problem: { channels.faults.problem(now: service.clock.now()) }, progress: watch.sent),
            ]
        switch service.clock.mode {
        case .system: return jobs + [watch.job(judges: true), Scheduler(runs, watch, service).job()]
        case .manual: return jobs + [watch.job(judges: false)]
        }
    }

    static func main() async {
        FreedMemory.bound()
        await ServiceHost.main(service)
    }
}
