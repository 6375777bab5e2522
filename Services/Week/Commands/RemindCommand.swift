import ArgumentParser
import Shared

struct RemindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remind", abstract: "Sends the reminders that are due, or shows them.",
        discussion: "For a job that runs every few minutes; any number of calls at any cadence gives the same mail.")

    @Flag(help: "Show what would be sent and send nothing.")
    var dryRun = false
    @Option(help: "With --dry-run: up to this instant (RFC 3339); now if absent.")
    var at: Instant?
    @Option(help: "Only this campaign; all of them if absent.")
    var campaign: String?
    @OptionGroup var clientOptions: ClientOptions

    func validate() throws {
        if at != nil && !dryRun {
            throw ValidationError(
                "--at needs --dry-run: a live run always means now, whatever the caller's clock says.")
        }
    }

    func run() async throws {
        let only = campaign.map { CampaignKey($0) }
        let (dryRun, at) = (dryRun, at)
        let (lines, problems) = try await clientOptions.withClient { client in
            guard dryRun else {
                let done = try await client.call(NotificationsAPI.TickRun.self, .init(campaign: only))
                let lines = done.runs.map { run in
                    "\(run.campaign): \(run.counts.intents) reminders in \(run.counts.digests) messages, "
                        + "\(run.counts.nonIntents) not sent for a reason, up to \(run.to.formatted(in: .shanghai))"
                }
                return (lines, done.problems)
            }
            var lines: [String] = []
            let all = try await client.campaigns().map(\.key)
            for key in all where only == nil || key == only {
                let plan = try await client.call(NotificationsAPI.PreviewPlan.self, .init(campaign: key, at: at))
                lines += PlanText(plan: plan, names: try await client.names(of: plan.units)).lines
            }
            return (lines, [])
        }
        let terminal = Terminal()
        for line in lines { terminal.say(line) }
        for problem in problems { terminal.warn("\(problem.campaign): \(problem.words)") }
        // A job is to say so.
        if !problems.isEmpty { throw ExitCode.failure }
    }
}

extension NotificationsAPI.TickRun.Result.Problem {
    fileprivate var words: String {
        switch reason {
        case .planFailed: "its plan could not be made, so nobody is reminded; the log of notifications says why"
        case .plannedAhead: "it is planned up to an instant that lies ahead, so nobody is reminded; week doctor"
        }
    }
}
