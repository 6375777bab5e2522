import ArgumentParser
import Foundation
import Shared

struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Calls one method and prints its result as JSON.",
        discussion: """
            The service is told by the method's first word; rpc.* methods need --service. A mutation without an idempotency \
            key gets a fresh one. With - the params are read from standard input. A fault goes to standard error, and the \
            exit status is 1.

              week call registry.units.search '{"text": "合肥"}'
              week call rpc.discover --service reporting
            """)

    @Argument(help: "Such as registry.units.get.")
    var method: String
    @Argument(help: "The params as JSON; {} if absent, - for standard input.")
    var params: String = "{}"
    @Option(help: "Which service to call: registry, events, reporting, notifications.")
    var service: ServiceName?
    @Option(help: "Seconds until the call is given up, 1 to 120.")
    var timeout: Int = 30
    @OptionGroup var clientOptions: ClientOptions

    func validate() throws {
        guard (1...120).contains(timeout) else { throw ValidationError("--timeout must be 1 to 120.") }
        guard service ?? ServiceName(method: method) != nil else {
            throw ValidationError("\(method) does not name a service; add --service.")
        }
    }

    func run() async throws {
        guard let service = service ?? ServiceName(method: method) else { return }
        let text =
            params == "-" ? String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) : params
        let (method, timeout) = (method, timeout)
        let result = try await clientOptions.withClient { client in
            try await client.call(service, method, params: text, timeout: .seconds(timeout))
        }
        Terminal().say(try RPCDocuments.pretty(result))
    }
}

extension ServiceName: ExpressibleByArgument {
    /// The service that answers `registry.units.get`; nil for the protocol's own methods and unknown names.
    init?(method: String) {
        guard let dot = method.firstIndex(of: ".") else { return nil }
        self.init(rawValue: String(method[..<dot]))
    }
}
