import Shared

/// What the running services say of themselves and of the campaign.
struct ClusterChecks {
    let client: ClusterClient
    /// The run of this home; nil for another cluster.
    let run: RunState?
    let logs: String
    let isRehearsal: Bool
    /// Where the checkpoints of the ledgers are kept between two visits; nil for a cluster elsewhere.
    let memory: String?

    func findings() async -> [Finding] {
        var findings: [Finding] = []
        for service in ServiceName.allCases {
            findings.append(await serviceFinding(service))
            findings += await clockFinding(service)
        }
        findings += await campaignFindings()
        findings += await channelFindings()
        findings += await reminderFindings()
        findings += await LedgerChecks(client: client, memory: memory).findings()
        return findings
    }

    private func serviceFinding(_ service: ServiceName) async -> Finding {
        let address = client.addresses[service]
        let (words, isReady) = await client.state(of: service)
        if isReady { return .well("\(service.rawValue) on \(address) is ready") }
        // The database, its schema, the clock and the projections are each a check of the service's own readiness.
        let remedy =
            run == nil ? "week up, or give its address: --\(service.rawValue)" : "tail \(logs)/\(service.rawValue).log"
        return .wrong("\(service.rawValue) on \(address): \(words)", remedy)
    }

    private func clockFinding(_ service: ServiceName) async -> [Finding] {
        guard !isRehearsal, let skew = await client.clockSkew(of: service) else { return [] }
        guard abs(skew.components.seconds) >= 2 else { return [] }
        return [
            .wrong(
                "\(service.rawValue)'s clock is \(skew) from this machine's",
                "timedatectl set-ntp true, on both machines")
        ]
    }

    private func campaignFindings() async -> [Finding] {
        do {
            guard let campaign = try await client.campaigns().last else {
                return [.notice("no campaign is loaded", "week load")]
            }
            let gaps = try await client.pages {
                try await client.call(
                    RegistryAPI.ListContactGaps.self, .init(campaign: campaign.key, after: $0, limit: 500))
            }
            guard !gaps.isEmpty else { return [.well("every unit that owes something can be told")] }
            let names = gaps.prefix(5).map(\.name).joined(separator: "、")
            return [
                .notice(
                    "\(gaps.count) units have no verified contact or nobody to report to: \(names)\(gaps.count > 5 ? " …" : "")",
                    "week call registry.contacts.gaps '{\"campaign\": \"\(campaign.key)\"}'")
            ]
        } catch {
            return [.wrong("the registry does not tell the gaps: \(error)", "week status")]
        }
    }

    private func channelFindings() async -> [Finding] {
        do {
            let channels = try await client.call(NotificationsAPI.ListChannels.self, Empty()).channels
            return ChannelChecks(channels: channels).findings()
        } catch {
            return [.wrong("notifications does not tell how its channels fare: \(error)", "week status")]
        }
    }

    private func reminderFindings() async -> [Finding] {
        do {
            let lag = try await client.call(NotificationsAPI.GetLag.self, Empty())
            var findings: [Finding] = []
            for campaign in lag.campaigns where campaign.lagSeconds < -60 {
                findings.append(
                    .wrong(
                        "\(campaign.campaign) is planned up to \(campaign.plannedUntil.formatted(in: .shanghai)), which lies ahead: nothing is until then",
                        "the clock of the machine that ran notifications; docs/operations.md says what to do"))
            }
            for campaign in lag.campaigns where campaign.lagSeconds > 3600 {
                findings.append(
                    .notice(
                        "reminders of \(campaign.campaign) are planned up to \(campaign.plannedUntil.formatted(in: .shanghai)) only",
                        "week remind, and let a job repeat it: */10 * * * * week remind"))
            }
            if lag.uncertain > 0 {
                findings.append(
                    .wrong(
                        "\(lag.uncertain) reminders may or may not have arrived",
                        "week call notifications.intents.list '{\"campaign\": \"…\", \"state\": \"uncertain\"}', then notifications.intents.resolve"
                    ))
            }
            if lag.dead > 0 {
                findings.append(
                    .wrong(
                        "\(lag.dead) reminders could not be sent at all",
                        "week call notifications.intents.list '{\"campaign\": \"…\", \"state\": \"dead\"}'"))
            }
            return findings.isEmpty ? [.well("reminders are up to date")] : findings
        } catch {
            return [.wrong("notifications does not tell how far it is: \(error)", "week status")]
        }
    }
}
