import Shared

@testable import Reporting

/// What 134 units do in a campaign, written down before it is played: made from a seed, so every run plays the same one.
struct CampaignScript: Sendable {
    /// Something a unit, its reviewer or the province does for one obligation.
    struct Step: Sendable {
        let phase: Int
        let obligation: Obligation
        let action: Action
    }

    enum Action: Sendable {
        case saveDraft
        /// With this many sessions, where the form has figures.
        case file(sessions: Int64)
        case giveBack
        case withdraw
        case attestNil
        case waive
        /// Until `CampaignScript.extended`.
        case extend
        case revokeExtension
        /// A material with this content.
        case send(content: Int)
        /// The first material that was sent.
        case giveBackMaterial
    }

    static func instant(_ text: String) -> Instant { Instant(text)! }  // literals

    /// In the week; before the schools' day; on the cities' last days and last second; after them.
    static let phases = [
        "2026-05-12T10:00:00+08:00", "2026-05-15T10:00:00+08:00", "2026-05-18T10:00:00+08:00",
        "2026-05-19T15:00:00+08:00", "2026-05-20T23:59:59+08:00", "2026-05-22T10:00:00+08:00",
        "2026-05-25T10:00:00+08:00", "2026-05-28T10:00:00+08:00",
    ].map(instant)

    static let extended = instant("2026-05-26T00:00:00+08:00")

    let steps: [Step]

    init(_ obligations: [Obligation], seed: UInt64) {
        var generator = SplitMix(state: seed)
        var steps: [Step] = []
        for obligation in obligations where obligation.track == "vocational" && obligation.rule != "plan.vocational" {
            let lines =
                obligation.items.contains("material") || obligation.items.contains("case")
                ? Self.materials(obligation.quota, &generator) : Self.submissions(&generator)
            steps += lines.map { Step(phase: $0.0, obligation: obligation, action: $0.1) }
        }
        self.steps = steps
    }

    private static func submissions(_ generator: inout SplitMix) -> [(Int, Action)] {
        let file = { (phase: Int, generator: inout SplitMix) in
            (phase, Action.file(sessions: Int64.random(in: 10...40, using: &generator)))
        }
        switch Int.random(in: 0..<14, using: &generator) {
        case 0, 1: return [file(1, &generator)]
        case 2: return [file(4, &generator)]
        case 3: return [file(1, &generator), (2, .giveBack), file(3, &generator)]
        case 4: return [file(1, &generator), (2, .giveBack), file(5, &generator)]
        case 5: return [file(3, &generator), (5, .giveBack)]
        case 6: return [file(6, &generator)]
        case 7: return [(1, .attestNil)]
        case 8: return [(3, .waive)]
        case 9: return [(3, .extend), file(5, &generator)]
        case 10: return [file(5, &generator), (6, .extend), (7, .revokeExtension)]
        case 11: return [file(2, &generator), (3, .withdraw), file(5, &generator)]
        case 12: return [(2, .saveDraft)]
        default: return []
        }
    }

    private static func materials(_ quota: Int, _ generator: inout SplitMix) -> [(Int, Action)] {
        // One phase for each piece: what is sent at one instant has no order of its own.
        let pieces = { (count: Int, first: Int) in (0..<count).map { (first + $0, Action.send(content: $0)) } }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1: return pieces(quota, 0)
        case 2: return pieces(quota - 1, 0)
        case 3: return [(0, .send(content: 0)), (1, .send(content: 0))]
        case 4: return pieces(quota, 0) + [(4, .giveBackMaterial)]
        default: return pieces(quota, 2)
        }
    }
}
