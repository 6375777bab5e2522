import ArgumentParser
import Foundation
import Shared

struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Receipts of what was filed.",
        subcommands: [ReceiptGet.self, ReceiptVerify.self, ReceiptSplit.self])

    static func read(_ path: String) throws -> Receipt {
        guard let text = try WholeFile.read(path) else { throw Complaint("There is no file \(path).") }
        guard let receipt = try? JSONDocument.parse(Array(text.utf8)).root.decode(Receipt.self, path: "receipt") else {
            throw Complaint("\(path) is no receipt as `week receipt get` prints it.")
        }
        return receipt
    }
}

struct ReceiptGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Prints a receipt as JSON: keep it as a file.")

    @Argument(help: "The submission, the material, or the obligation of a nil return.")
    var source: String
    @Option(help: "The version of a submission; the newest if absent.")
    var version: Int?
    @OptionGroup var clientOptions: ClientOptions

    func run() async throws {
        guard let source = UniqueID(source) else { throw ValidationError("\(source) is not \(UniqueID.expectation).") }
        let version = version
        let receipt = try await clientOptions.withClient { client in
            try await client.call(ReportingAPI.GetReceipt.self, .init(source: source, version: version))
        }
        var writer = JSONWriter()
        try writer.encode(receipt)
        Terminal().say(try RPCDocuments.pretty(EncodedJSON(writer.bytes)))
    }
}

struct ReceiptVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Whether a receipt is genuine. Calls nobody.",
        discussion: "Exit status 0 when it is, 1 when it is not.")

    @Argument(help: "The receipt, as `week receipt get` prints it.")
    var file: String
    @OptionGroup var keys: TrustedKeys

    func run() async throws {
        let (receipt, terminal) = (try ReceiptCommand.read(file), Terminal())
        let trusted = try keys.read()
        let found = ReceiptCheck { trusted[$0] }.verification(of: receipt)
        guard found.valid else {
            for problem in found.problems { terminal.say("\(terminal.paint("!!", .red))  \(problem.rawValue)") }
            throw ExitCode(1)
        }
        let content = receipt.content
        terminal.say("\(terminal.paint("ok", .green))  signed by \(content.key)")
        terminal.say(
            "    \(content.kind.rawValue) of \(content.unit) for \(content.rule), received "
                + content.receivedAt.formatted(in: .shanghai)
                + (content.dueAt.map { ", due before \($0.formatted(in: .shanghai))" } ?? ", nothing due"))
        if content.clock == ServiceClock.Mode.manual.rawValue { terminal.say("    in a rehearsal: of no effect") }
        terminal.say(
            receipt.sealed.map {
                "    sealed: entry \($0.position) of a ledger of \($0.checkpoint.content.size)"
            } ?? "    not sealed yet when it was fetched")
    }
}

struct ReceiptSplit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Writes the signed bytes and the signature as files, for plain openssl.")

    @Argument(help: "The receipt, as `week receipt get` prints it.")
    var file: String
    @Argument(help: "The beginning of the files' names: NAME.signed and NAME.signature.")
    var name: String

    func run() async throws {
        let receipt = try ReceiptCommand.read(file)
        for (text, ending) in [(receipt.signed, "signed"), (receipt.signature, "signature")] {
            guard let data = Data(base64Encoded: text) else { throw Complaint("\(file): \(ending) is no base 64.") }
            try data.write(to: URL(fileURLWithPath: "\(name).\(ending)"))
        }
    }
}

/// The public keys a verifier trusts.
struct TrustedKeys: ParsableArguments {
    @Option(help: "A public key in PEM, as `week ledger keys` writes them. May be repeated, for former keys.")
    var key: [String]

    func validate() throws {
        guard !key.isEmpty else { throw ValidationError("At least one --key is needed.") }
    }

    /// By the ids that stand in what they signed.
    func read() throws -> [String: PublicKey] {
        var keys: [String: PublicKey] = [:]
        for path in key {
            guard let text = try WholeFile.read(path) else { throw Complaint("There is no file \(path).") }
            guard let key = try? PublicKey(pem: text) else {
                throw Complaint("\(path) is no public key of Ed25519 or SM2 in PEM.")
            }
            keys[try key.id] = key
        }
        return keys
    }
}
