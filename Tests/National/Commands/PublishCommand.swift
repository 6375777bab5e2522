import ArgumentParser
import Foundation
import RPC
import Shared
import TestSupport

/// Moves a due date of the last campaign, there and back at every other time: every obligation is derived, those that hang on the
/// date are written and told anew, and whoever asks meanwhile is told how far it is.
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Publishes a changed policy on a database that `fill` has filled.")

    @OptionGroup var options: NationalOptions

    @Option(help: "The campaign file that each year's campaign was made from.")
    var campaign = "docs/campaigns/anhui-2026.yaml"

    /// What a mutation may take at most.
    private static let patience = Duration.seconds(120)

    func run() async throws {
        guard let year = Scale.campaigns.last else { return }
        let text = NationalCampaign.text(try String(contentsOfFile: campaign, encoding: .utf8), year: year)
        let (date, later) = ("date(\(year)-05-20)", "date(\(year)-05-22)")
        try await options.withOutbox { outbox in
            try await NationalServices.run(on: options.postgres, outbox: outbox) { services in
                let registry = services.registry.client()
                let reporting = services.reporting.client()
                defer { [registry, reporting].forEach { $0.close() } }
                let stands = try await registry.call(
                    RegistryAPI.GetCampaign.self, .init(key: CampaignKey("national-\(year)")))
                let isMoved = stands.document.rules.contains { $0.deadline.contains(later) }
                let loaded = try await tell(
                    registry, RegistryAPI.LoadCampaign.self,
                    .init(yaml: isMoved ? text : text.replacing(date, with: later))
                ).campaign
                _ = try await tell(
                    registry, RegistryAPI.PublishCampaign.self, .init(key: loaded.key, version: loaded.version))
                let began = ContinuousClock.now
                async let seen = progress(of: loaded.key, reporting)
                let policy = try await tell(
                    reporting, ReportingAPI.PublishPolicy.self,
                    .init(campaign: loaded.key, campaignVersion: loaded.version))
                let took = ContinuousClock.now - began
                let steps = try await seen
                try options.say(
                    "publishing a policy that moves a due date",
                    "\(policy.effect.moved) of \(policy.effect.obligations) obligations, told in \(steps) steps",
                    took.milliseconds, "")
                let followed = try await takenOver(loaded.key, services)
                let rate = Double(policy.effect.moved) * 1e6 / Double(max(1, followed.wholeMicroseconds))
                try options.say(
                    "publishing it: until notifications has all of it", "\(policy.effect.moved) obligations",
                    followed.milliseconds, "\(Int(rate)) a second")
            }
        }
    }

    /// How long notifications takes from now until it has everything that reporting has: a plan waits for that.
    private func takenOver(_ campaign: CampaignKey, _ services: NationalServices) async throws -> Duration {
        let client = services.notifications.client()
        defer { client.close() }
        let began = ContinuousClock.now
        let at = ServiceClock.system.now()
        while true {
            do throws(Fault) {
                // A window without an instant in it: nothing is looked at but whether all is here.
                _ = try await client.call(
                    NotificationsAPI.PreviewPlan.self, .init(campaign: campaign, at: at, from: at),
                    options: CallOptions(timeout: .seconds(60)))
                return ContinuousClock.now - began
            } catch {
                guard error.kind == .dependencyUnavailable, ContinuousClock.now - began < .seconds(900) else {
                    throw error
                }
            }
        }
    }

    /// How often another answer came until the publication had finished.
    private func progress(of campaign: CampaignKey, _ client: RPCClient) async throws -> Int {
        let began = ServiceClock.system.now()
        let end = ContinuousClock.now + Self.patience
        var seen: Set<String> = []
        while ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(50))
            let progress = try? await client.call(
                ReportingAPI.GetPolicyProgress.self, .init(campaign: campaign))
            guard let progress, progress.startedAt >= began else { continue }
            seen.insert("\(progress.stage) \(progress.done) \(progress.total)")
            if progress.finishedAt != nil { break }
        }
        return seen.count
    }

    /// Tells it again while reporting has not heard yet of the campaign.
    private func tell<Method: RPCMethod>(
        _ client: RPCClient, _ method: Method.Type, _ params: Method.Params
    ) async throws -> Method.Result {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let key = "\(UniqueID.make(at: ServiceClock.system.now()))"
            do throws(Fault) {
                return try await client.call(
                    method, params, options: CallOptions(timeout: Self.patience, idempotencyKey: key))
            } catch {
                guard error.kind == .campaignUnpublished, ContinuousClock.now < end else { throw error }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
