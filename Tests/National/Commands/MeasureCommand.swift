import ArgumentParser

struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Runs the services on a database that `fill` has filled, and asks them.")

    @OptionGroup var options: NationalOptions

    func run() async throws {
        let figures = try await options.withOutbox { outbox in
            try await NationalServices.run(on: options.postgres, outbox: outbox) { services in
                let plan = try NationalLoad.plan(
                    Scale(percent: options.percent), try await services.documents())
                return try await NationalMeasurement(plan: plan, services: services).run()
            }
        }
        for figure in figures {
            try options.say(
                figure.question, "\(figure.size) \(figure.unit)", figure.median.milliseconds,
                figure.slowest.milliseconds)
        }
    }
}
