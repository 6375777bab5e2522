import ArgumentParser
import Foundation
import Shared

struct ReferenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rpc-docs", abstract: "Writes the reference of all methods, made from their contracts.")

    @Argument(help: "The folder to write to, such as docs/rpc.")
    var folder: String

    func run() async throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Complaint("\(folder) cannot be made: \(error.localizedDescription)")
        }
        for service in ServiceName.allCases {
            let files = try RPCDocuments.files(
                service: service.rawValue, version: ServiceHost.version, methods: service.methods)
            for (name, text) in files { try WholeFile.write(text, to: "\(folder)/\(name)") }
        }
        Terminal().say("The reference of all methods is in \(folder).")
    }
}

extension ServiceName {
    /// Every method of the service.
    var methods: [any RPCMethod.Type] {
        switch self {
        case .registry: RegistryAPI.methods
        case .events: EventsAPI.methods
        case .reporting: ReportingAPI.methods
        case .notifications: NotificationsAPI.methods
        }
    }
}
