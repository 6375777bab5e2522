import Shared

/// Who is told what, when, and why not.
@main
enum NotificationsMain {
    static let service = ServiceDefinition(
        .notifications, migrations: Migrations.all, constraints: Constraints.faults, keys: MailConfiguration.all
    ) {
        service, routes in
        let channel = try MailConfiguration.channel(service.configuration.source)
        let from = try MailConfiguration.sender(service.configuration.source)
        let loop = SenderLoop()
        NotificationsRouter(runs: Runs(wakeSenders: loop.wake)).register(on: &routes)
        return [
            .projection(RegistryProjection.projection, service), .projection(ReportingProjection.projection, service),
            loop.job({ Sender(service: service, channel: channel, from: from) }, logger: service.logger),
        ]
    }

    static func main() async { await ServiceHost.main(service) }
}
