import ArgumentParser
import Foundation
import Shared

struct ContactsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contacts",
        abstract: "Personal data: erased when nobody needs it, encrypted under new keys.",
        subcommands: [ContactsErase.self, ContactsEraseForms.self, ContactsRekey.self])
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
    @Option(help: "Why: a decision, a document. It stands with the erasure.")
    var reason: String
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

struct ContactsEraseForms: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase-forms",
        abstract: "Erases the personal fields of everything that was filed in a campaign until now.",
        discussion: """
            After a campaign. Figures, texts, digests and receipts stay; names and telephones of who reported are gone. The \
            erasure stands in reporting's ledger and change feed. Backups from before still hold what was erased.
            """)

    @Argument(help: "The campaign, such as anhui-2026.")
    var campaign: String
    @Option(help: "Why: a decision, a document. It stands with the erasure.")
    var reason: String
    @OptionGroup var clientOptions: ClientOptions

    func run() async throws {
        let params = ReportingAPI.ErasePersonal.Params(campaign: CampaignKey(campaign), reason: reason)
        let erasure = try await clientOptions.withClient { client in
            try await client.call(ReportingAPI.ErasePersonal.self, params)
        }
        Terminal().say(
            erasure.keys == 0
                ? "There was nothing to erase." : "The personal fields of \(campaign) were erased.")
    }
}

struct ContactsRekey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey",
        abstract: "Makes new keys of personal data; registry and reporting encrypt everything anew under them.",
        discussion: """
            The services take them up within seconds. The registry writes contacts anew in batches (log line \
            contacts_resealed), reporting the keys of its campaigns (personal_keys_resealed). Former keys stay in the files, \
            for backups. In containers: --secrets FOLDER.
            """)

    @Option(help: "INT (AES-256-GCM) or GM (SM4-CTR with HMAC-SM3).")
    var suite: CryptographicSuite = .international
    @Option(help: "The folder of `week secrets`, instead of the home.")
    var secrets: String?

    func run() async throws {
        for service in ServiceName.keepingPersonalData {
            let path =
                secrets.map { SecretsFolder(path: $0).personalKeys(of: service) } ?? Home().personalKeys(of: service)
            try WholeFile.rewrite(PersonalKeys.read(path).rotated(to: suite).text, at: path)
        }
        Terminal().say("New keys of \(suite.rawValue) encrypt contacts and the personal fields of forms.")
    }
}
