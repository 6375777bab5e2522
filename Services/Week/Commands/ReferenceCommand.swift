import ArgumentParser
import Shared

struct ReferenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rpc-docs", abstract: "Writes the reference of all methods, made from their contracts.")

    @Argument(help: "The folder to write to, such as docs/rpc.")
    var folder: String

    func run() async throws {
    }
}
