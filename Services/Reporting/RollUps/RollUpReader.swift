import Shared

/// Reads what a roll-up is made of: who owes the form to the node and which of their versions count.
struct RollUpReader: Sendable {
    let campaigns: Campaigns
    let forms: Forms

    /// A question with everything it needs.
    struct Material {
        let campaign: CampaignKey
        let node: UnitBrief
        let form: FormVersion
        let track: TrackCode
        let items: [ItemCode]
        let times: ObligationReader.Times
        /// The earlier of the two times that were asked for; without any, whatever stands, whatever the clock says.
        let limit: Instant
        let below: [FiledFigures]
        let own: FiledFigures.Version?

        var rules: RollUpRules { RollUpRules(form: form.form) }
        var filed: [FiledFigures.Version] { below.compactMap(\.filed) }
        var missing: [UnitBrief] { below.filter { $0.filed == nil }.map(\.unit) }

        /// The versions a declaration made now would rest on: the node's own first, then by unit.
        var inputs: [DeclarationInput] {
            ([own].compactMap(\.self) + filed.sorted { $0.input.unit.key < $1.input.unit.key }).map {
                DeclarationInput(unit: $0.input.unit.key, submission: $0.input.submission, n: $0.input.n)
            }
        }
    }

    func material(
        _ question: ReportingAPI.RollUpQuestion, now: Instant, _ database: some StatementExecutor
    ) async throws -> Material {
        let campaign = try await campaigns.find(question.campaign, database)
        let times = ObligationReader.Times(at: question.at, knownAt: question.knownAt, now: now)
        guard let node = try await database.first(UnitStatements.brief, question.node, times.at, times.knownAt) else {
            throw Fault(.unitUnknownHere)
        }
        let form = try await forms.find(campaign.key, question.form, database)
        let items = campaign.document.items.filter { $0.form == question.form }.map(\.code)
        let own = try await database.query(
            RollUpStatements.filedBy, times.at, times.knownAt, campaign.key, node.key, question.track, items)
        return Material(
            campaign: campaign.key, node: node, form: form, track: question.track, items: items, times: times,
            limit: min(question.at ?? .max, question.knownAt ?? .max),
            below: try await filed(to: [node.key], campaign.key, question.track, items, times, database),
            own: own.compactMap(\.filed).first)
    }

    func filed(
        to nodes: [UnitKey], _ campaign: CampaignKey, _ track: TrackCode, _ items: [ItemCode],
        _ times: ObligationReader.Times, _ database: some StatementExecutor
    ) async throws -> [FiledFigures] {
        guard !nodes.isEmpty else { return [] }
        return try await database.query(
            RollUpStatements.filedTo, times.at, times.knownAt, campaign, nodes, track, items)
    }
}

/// A version a declaration rests on.
struct DeclarationInput: Codable, Hashable, Sendable {
    let unit: UnitKey
    let submission: ID<Submission>
    let n: Int
}

extension [DeclarationInput] {
    /// Which inputs are others in `now`, by unit: another version, another submission, gone or new (Q8).
    func changed(to now: [DeclarationInput]) -> [RollUpComparison.ChangedInput] {
        let before = Dictionary(map { ($0.unit, $0) }) { first, _ in first }
        let after = Dictionary(now.map { ($0.unit, $0) }) { first, _ in first }
        return Set(before.keys).union(after.keys).sorted().compactMap { unit in
            guard before[unit] != after[unit] else { return nil }
            return RollUpComparison.ChangedInput(unit: unit, before: before[unit]?.n, now: after[unit]?.n)
        }
    }
}
