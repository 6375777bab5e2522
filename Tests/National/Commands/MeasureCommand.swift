import ArgumentParser
import Shared
import TestSupport

struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Runs the services on a database that `fill` has filled, and asks them.")

    @OptionGroup var options: NationalOptions

    func run() async throws {
        try await options.withOutbox { outbox in
            try await NationalServices.run(on: options.postgres, outbox: outbox) { services in
                for service in services.all {
                    try options.say(
                        "\(service.name.rawValue): from start to listening", "\(service.residentMiB) MiB resident",
                        service.startup.milliseconds, "")
                }
                let plan = try NationalLoad.plan(
                    Scale(percent: options.percent), try await services.documents())
                try await NationalMeasurement(plan: plan, services: services).run { figure in
                    try options.say(
                        figure.question, "\(figure.size) \(figure.unit)", figure.median.milliseconds,
                        figure.slowest.milliseconds)
                }
                for service in services.all {
                    try options.say(
                        "\(service.name.rawValue): after these questions", "\(service.residentMiB) MiB resident", "", ""
                    )
                }
            }
        }
    }
}
