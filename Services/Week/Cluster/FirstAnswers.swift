import Shared

/// What a cluster says of its campaign when it comes up: who is addressed, what is owed to whom, and what comes next.
struct FirstAnswers: Sendable {
    let client: ClusterClient

    func lines() async throws -> [String] {
        guard let campaign = try await client.campaigns().last else {
            return ["", "No campaign is loaded yet: week load FILE"]
        }
        let document = try await client.call(RegistryAPI.GetCampaign.self, .init(key: campaign.key)).document
        let addressed = try await client.call(
            RegistryAPI.ListAddressees.self, .init(campaign: campaign.key, limit: 1))
        let board = try await client.call(ReportingAPI.GetCompleteness.self, .init(campaign: campaign.key))
        let all = try await client.call(
            ReportingAPI.ExplainCompleteness.self, .init(campaign: campaign.key, of: .subtree))

        let toOthers = board.rows.compactMap(\.receives).map(\.expected).reduce(0, +)
        return ["", "\(campaign.number) \(campaign.title)"]
            + addressed.groups.map { "  addressed: \($0.count) \($0.name)" }
            + ["  obligations: \(board.total.expected) to \(board.node.name), \(toOthers) to cities"]
            + Self.standing(all, zone: document.zone).map { "  " + $0 }
    }

    /// What is due next, or how the campaign ended.
    static func standing(_ all: Completeness, zone: Zone) -> [String] {
        let overdue = all.missing.filter { $0.lateBySeconds != nil }
        let late = overdue.isEmpty ? [] : ["overdue: \(overdue.count), by \(Set(overdue.map(\.unit)).count) units"]
        let delivered = all.satisfied.count + all.nil.count
        guard let next = all.missing.compactMap(\.dueAt).filter({ $0 > all.at }).min() else {
            let outcome = "\(delivered) of \(all.expected) delivered, \(all.missing.count) not"
            return ["the campaign has ended: \(outcome)"] + late
        }
        let due = all.missing.filter { $0.dueAt == next }
        let names = Set(due.map(\.name)).sorted().joined(separator: "、")
        return ["due next: \(lastMoment(next, zone)), \(due.count) by \(Set(due.map(\.unit)).count) units: \(names)"]
            + late
    }

    /// The instant from which it is late, as people name it: the end of a day is its 24:00.
    static func lastMoment(_ due: Instant, _ zone: Zone) -> String {
        let date = zone.date(of: due)
        let time = zone.time(of: due)
        return time == .startOfDay ? "\(date.adding(days: -1)) 24:00" : "\(date) \(time)"
    }
}
