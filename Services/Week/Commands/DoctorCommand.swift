import ArgumentParser
import Shared

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "What is wrong, and the line that mends it.")

    @OptionGroup var clientOptions: ClientOptions

    func run() async throws {
        let home = Home()
        let terminal = Terminal()
        // Of a cluster elsewhere, in containers say, nothing lies here.
        let isElsewhere = try clientOptions.namesCluster && home.settings == nil
        var findings = isElsewhere ? [] : try HomeChecks(home: home).findings()
        let run = try home.run
        let isRehearsal = try home.settings?.rehearsal ?? false
        let isRunning = HomeLock.holder(of: home) != nil
        if !isRunning, !clientOptions.namesCluster {
            let addresses = try clientOptions.addressOptions.addresses(otherwise: .standard)
            findings += PortChecks(addresses: addresses).findings()
        } else {
            findings += try await clientOptions.withClient { client in
                await ClusterChecks(
                    client: client, run: isRunning ? run : nil, logs: home.logs, isRehearsal: isRehearsal,
                    memory: isRunning ? home.keys : nil
                ).findings()
            }
        }
        for finding in findings { finding.lines(terminal).forEach(terminal.say) }
        let wrong = findings.count { $0.grade == .wrong }
        terminal.say(wrong == 0 ? "Nothing is wrong." : "\(wrong) to mend.")
        if wrong > 0 { throw ExitCode(1) }
    }
}
