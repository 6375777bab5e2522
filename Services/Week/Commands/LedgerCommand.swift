import ArgumentParser
import Foundation
import Shared

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Who did what, sealed: export, verify, keys.",
        subcommands: [LedgerExport.self, LedgerVerify.self, LedgerKeys.self, LedgerRotate.self])
}

struct LedgerExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes a service's ledger as JSON lines, to be verified elsewhere.")

    @Argument(help: "registry, events, reporting or notifications.")
    var service: ServiceName
    @Argument(help: "The file.")
    var file: String
    @Option(help: "INT or GM: whose hashes and checkpoints are written.")
    var suite: CryptographicSuite = .international
    @OptionGroup var clientOptions: ClientOptions

    func run() async throws {
        let (service, suite) = (service, suite)
        let lines = try await clientOptions.withClient { client in
            var export = ""
            var next: Int64? = 0
            while let from = next {
                let page = try await client.ledger(of: service).list(LedgerStretchParams(from: from, suite: suite))
                export += try LedgerExportFile.text(page)
                next = page.next
            }
            return export
        }
        try WholeFile.write(try LedgerExportFile.header(service.rawValue, suite) + lines, to: file)
        Terminal().say("The ledger of \(service.rawValue) is in \(file).")
    }
}

struct LedgerVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Whether an exported ledger is the one that was signed. Calls nobody.",
        discussion: "Names what was changed, removed or reordered. Exit status 0 when nothing was, 1 otherwise.")

    @Argument(help: "The export.")
    var file: String
    @OptionGroup var keys: TrustedKeys

    func run() async throws {
        let trusted = try keys.read()
        guard let text = try WholeFile.read(file) else { throw Complaint("There is no file \(file).") }
        let audit = try LedgerExportFile.audit(text, named: file) { trusted[$0] }
        let terminal = Terminal()
        for finding in audit.findings {
            let place = finding.position.map { "position \($0)" } ?? "no position"
            terminal.say(
                "\(terminal.paint("!!", .red))  \(place)\(finding.entry.map { ", entry \($0)" } ?? ""): "
                    + "\(finding.rule.rawValue): \(finding.detail)")
        }
        guard audit.findings.isEmpty else { throw ExitCode(1) }
        terminal.say("\(terminal.paint("ok", .green))  \(audit.size) entries, signed up to \(audit.signedSize)")
        terminal.say("    root \(audit.root.hex)")
    }
}

struct LedgerKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Writes a service's public keys as PEM files.")

    @Argument(help: "registry, events, reporting or notifications.")
    var service: ServiceName
    @Argument(help: "The folder to write them to.")
    var folder: String = "."
    @OptionGroup var clientOptions: ClientOptions

    func run() async throws {
        let service = service
        let keys = try await clientOptions.withClient { try await $0.ledger(of: service).keys() }.keys
        for key in keys {
            let path = "\(folder)/\(key.id).pem"
            try WholeFile.write(key.publicKey, to: path)
            let end = key.until.map { ", until \($0.formatted(in: .shanghai))" } ?? ""
            Terminal().say("\(path)  \(key.suite.rawValue)\(end)")
        }
    }
}

struct LedgerRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Gives every service of this home new signing keys.",
        discussion: """
            The former keys stay published, so that what they signed is verified for ever; their private halves are \
            removed. Running services sign with the new keys within seconds. In containers: --secrets FOLDER.
            """)

    @Option(help: "INT or GM; both if absent.")
    var suite: CryptographicSuite?
    @Option(help: "The folder of `week secrets`, instead of the home.")
    var secrets: String?

    func run() async throws {
        let home = Home()
        let suites = suite.map { [$0] } ?? CryptographicSuite.allCases
        let now = try home.settings?.rehearsal == true ? RehearsalClock(home: home).now : nil
        for service in ServiceName.allCases {
            let path = secrets.map { SecretsFolder(path: $0).signingKeys(of: service) } ?? home.signingKeys(of: service)
            let rotated = try SigningKeys.read(path).rotated(suites, at: now ?? ServiceClock.system.now())
            try WholeFile.rewrite(rotated.text, at: path)
        }
        Terminal().say("New keys sign for \(suites.map(\.rawValue).joined(separator: ", ")).")
    }
}

/// An export of a ledger: JSON lines, the first one saying whose it is.
enum LedgerExportFile {
    private struct Header: Codable {
        let service: String
        let suite: CryptographicSuite
    }

    /// One of the two.
    private struct Line: Codable {
        var line: LedgerLine?
        var checkpoint: LedgerCheckpoint?
    }

    static func header(_ service: String, _ suite: CryptographicSuite) throws -> String {
        try text(Header(service: service, suite: suite))
    }

    static func text(_ page: LedgerPage) throws -> String {
        var checkpoints = page.checkpoints[...]
        var export = ""
        for line in page.lines {
            export += try text(Line(line: line))
            while let checkpoint = checkpoints.first, checkpoint.content.size <= line.position + 1 {
                export += try text(Line(checkpoint: checkpoints.removeFirst()))
            }
        }
        for checkpoint in checkpoints { export += try text(Line(checkpoint: checkpoint)) }
        return export
    }

    /// - Parameter keys: the trusted keys by their ids.
    static func audit(
        _ text: String, named name: String, keys: @escaping @Sendable (String) -> PublicKey?
    ) throws -> LedgerAudit {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true)[...]
        func decode<Value: Decodable>(_: Value.Type, _ line: Substring) throws -> Value {
            guard let value = try? JSONDocument.parse(Array(line.utf8)).root.decode(Value.self, path: "line") else {
                throw Complaint("\(name), line \(lines.startIndex): no line of an exported ledger.")
            }
            return value
        }
        guard let first = lines.popFirst() else { throw Complaint("\(name) is empty.") }
        let header = try decode(Header.self, first)
        var audit = LedgerAudit(service: header.service, suite: header.suite, keys: keys)
        while let text = lines.popFirst() {
            let line = try decode(Line.self, text)
            if let line = line.line { audit.add(line) }
            if let checkpoint = line.checkpoint { audit.add(checkpoint) }
        }
        return audit
    }

    private static func text(_ value: some Encodable) throws -> String {
        var writer = JSONWriter()
        try writer.encode(value)
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }
}

extension CryptographicSuite: ExpressibleByArgument {}
