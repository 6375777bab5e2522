import ArgumentParser
import Glibc
import Shared
import TestSupport
import UnixSignals

/// The service of the database benchmark as a process: configured, authenticated and run as every service is.
@main
struct ItemServiceMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "itemservice", abstract: "Methods on PostgreSQL, to be measured beside peers.")

    @Option(help: "A connection string of libpq.")
    var postgres: String
    @Option(help: "Connections for reads.")
    var readers: Int?
    @Option(help: "Connections for groupable writes.")
    var writers: Int?

    func run() async throws {
        let keys = try TestKeys(of: .registry)
        defer { keys.remove() }
        var values = keys.configuration.merging(["week.database": postgres, "week.database.schema": "items"]) { $1 }
        if let readers { values["week.database.readers"] = String(readers) }
        if let writers { values["week.database.writers"] = String(writers) }
        let configuration = try ServiceConfiguration(.registry, from: ConfigurationSource(values: values))
        let logger = ServiceHost.logger(.registry, level: .warning)
        let key = keys.tester.text
        let application = try await Application.build(
            ItemService.definition, configuration: configuration, logger: logger
        ) { address in
            print("key \(key)\nlistening on \(address)")
            // Whoever started this through a pipe waits for the line.
            fflush(nil)
        }
        try await application.run(signals: [.sigterm, .sigint])
    }
}
