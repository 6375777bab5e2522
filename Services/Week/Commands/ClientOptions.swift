import ArgumentParser
import Foundation
import Shared

/// What every command that calls services takes: where they are, and by which key.
struct ClientOptions: ParsableArguments {
    @OptionGroup var addressOptions: AddressOptions
    @Option(help: "A file with the caller's key (WEEK_KEY_FILE); the home's admin.key if absent.")
    var keyFile: String?

    /// Whether a cluster beside the home's is meant.
    var namesCluster: Bool {
        addressOptions.isGiven
            || ServiceName.allCases.contains {
                ProcessInfo.processInfo.environment[$0.addressVariable].map { !$0.isEmpty } ?? false
            }
    }

    /// Runs `body` with connections that are closed at its end.
    func withClient<Value: Sendable>(
        _ body: (ClusterClient) async throws -> Value
    ) async throws -> Value {
        let home = Home()
        let addresses = try addressOptions.addresses(otherwise: home.run?.addresses ?? .standard)
        let environment = ProcessInfo.processInfo.environment["WEEK_KEY_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        let client = try ClusterClient(
            addresses: addresses, keyFile: keyFile ?? environment ?? home.administratorKey)
        return try await client.running(body)
    }
}
