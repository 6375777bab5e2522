import ArgumentParser
import Foundation
import Shared

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Where the services listen and how they are.")

    @OptionGroup var clientOptions: ClientOptions

    func run() async throws {
        let home = Home()
        let terminal = Terminal()
        let holder = HomeLock.holder(of: home)
        let run = holder.map { "run by process \($0)" } ?? "not run by week up"
        let kind = try home.settings.map { $0.rehearsal ? "a rehearsal" : "a real cluster" } ?? "not made yet"
        terminal.say("\(home.path): \(kind), \(run)")

        let pids = Dictionary(
            RunningProcess.all(of: home, named: Set(ServiceName.allCases.map(\.rawValue))).map { ($0.name, $0.pid) }
        ) { first, _ in first }
        var table = Table(columns: [.left("service"), .left("address"), .right("process"), .left("state")])
        let states = try await clientOptions.withClient { client in
            var states: [(ServiceName, HostPort, String, Bool)] = []
            for service in ServiceName.allCases {
                let (words, isReady) = await client.state(of: service)
                states.append((service, client.addresses[service], words, isReady))
            }
            return states
        }
        for (service, address, words, isReady) in states {
            table.append([
                Table.Cell(service.rawValue), Table.Cell(address.description),
                Table.Cell(pids[service.rawValue].map { "\($0)" } ?? "–"), Table.Cell(words, isReady ? .green : .red),
            ])
        }
        for line in table.lines(width: terminal.width, paint: terminal.paint) { terminal.say(line) }
        if states.contains(where: { !$0.3 }) { throw ExitCode(1) }
    }
}
