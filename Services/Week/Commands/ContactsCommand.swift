import ArgumentParser
import Foundation
import Shared

struct ContactsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contacts", abstract: "Personal data: erased when nobody needs it, encrypted under new keys.",
        subcommands: [ContactsErase.self, ContactsRekey.self])
}

struct ContactsErase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erases contacts that were neither set nor verified since an instant.",
        discussion: """
            After a campaign. The erasure stands in the registry's ledger and change feed. Backups from before still hold \
            what was erased: let them expire.
            """)

    @Option(help: "An instant in RFC 3339, such as 2026-12-02T00:00:00+08:00; not ahead of now.")
    var before: Instant
    @Option(help: "Why.")
    var reason: String?
    @OptionGroup var clientOptions: ClientOptions

    func run() async throws {
        let params = RegistryAPI.EraseContacts.Params(before: before, reason: reason)
        let erased = try await clientOptions.withClient { client in
            var erased = 0
            while true {
                let result = try await client.call(RegistryAPI.EraseContacts.self, params)
                erased += result.erased
                guard result.more else { return erased }
            }
        }
        Terminal().say("\(erased) contacts were erased.")
    }
}

struct ContactsRekey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey",
        abstract: "Makes a new key of personal data; the registry encrypts everything anew under it.",
        discussion: """
            The registry takes the key up within seconds and writes contacts anew in batches (log line contacts_resealed). \
            Former keys stay in the file, for backups. In containers: --secrets FOLDER.
            """)

    @Option(help: "INT (AES-256-GCM) or GM (SM4-CTR with HMAC-SM3).")
    var suite: CryptographicSuite = .international
    @Option(help: "The folder of `week secrets`, instead of the home.")
    var secrets: String?

    func run() async throws {
        let path = secrets.map { SecretsFolder(path: $0).personalKeys } ?? Home().personalKeys
        try WholeFile.rewrite(PersonalKeys.read(path).rotated(to: suite).text, at: path)
        Terminal().say("A new key of \(suite.rawValue) encrypts contacts.")
    }
}
