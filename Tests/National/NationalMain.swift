import ArgumentParser

/// A nation made from a fixed seed, and the services on it. A tool for development: `scripts/national` is the way to it.
@main
struct NationalMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "national", abstract: "The services at national scale, made from a fixed seed and measured.",
        subcommands: [FillCommand.self, MeasureCommand.self, PublishCommand.self, MailCommand.self])
}
