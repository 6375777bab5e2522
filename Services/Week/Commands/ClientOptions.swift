import ArgumentParser
import Foundation
import Security
import Shared

/// What every command that calls services takes: where they are, and by which key.
struct ClientOptions: ParsableArguments {
    @OptionGroup var addressOptions: AddressOptions
    @Option(help: "A file with the caller's key (WEEK_KEY_FILE); the home's admin.key if absent.")
    var keyFile: String?
    @Option(
        help: """
            The authorities of the services' certificates, PEM (WEEK_TLS_CA): the cluster is called by TLS. With \
            WEEK_TLS_CERTIFICATE and WEEK_TLS_KEY a certificate is shown to services that ask for one.
            """)
    var ca: String?

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
        let client = try ClusterClient(
            addresses: addresses, keyFile: keyFile ?? Self.variable("WEEK_KEY_FILE") ?? home.administratorKey,
            tls: tls())
        return try await client.running(body)
    }

    /// Nil for a cluster that speaks plainly, as the home's does.
    private func tls() throws -> TLSCredentials? {
        guard let file = ca ?? Self.variable("WEEK_TLS_CA") else { return nil }
        let identity: TLSFiles.Identity? =
            if let certificate = Self.variable("WEEK_TLS_CERTIFICATE"), let key = Self.variable("WEEK_TLS_KEY") {
                TLSFiles.Identity(certificate: certificate, key: key)
            } else { nil }
        return try ServiceTLS(TLSFiles(server: identity, authorities: file)).client
    }

    private static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
