import Shared
import Testing

@testable import Reporting

@Suite struct CompletenessSetsTests {
    /// Any state an obligation can be in, from a seed: so that a failure can be had again.
    private static func random(_ seed: UInt64) -> [StoredObligation] {
        var generator = SplitMix(state: seed)
        func instant() -> Instant {
            Fixture.born.adding(.seconds(Int.random(in: 0...40 * 86_400, using: &generator)))
        }
        func maybe<Value>(_ make: () -> Value) -> Value? { Bool.random(using: &generator) ? make() : nil }
        return (0..<Int.random(in: 0...40, using: &generator)).map { _ in
            let credits = (0..<Int.random(in: 0...4, using: &generator)).map { index -> Credit in
                let end = maybe { Credit.End.allCases.randomElement(using: &generator) ?? .returned }
                let received = instant()
                return Credit(
                    kind: .material, source: "m\(index)", content: [UInt8.random(in: 0...2, using: &generator)],
                    title: "t", receivedAt: received, dueAt: maybe(instant), acceptedAt: maybe(instant),
                    endedAt: end == nil ? nil : received, end: end)
            }
            let filings = Filings(
                credits: credits, draftAt: maybe(instant), nilAt: maybe(instant), nilReason: "n",
                waiver: maybe {
                    Obligation.Waiver(basis: "b", by: Fixture.province, at: instant(), until: maybe(instant))
                },
                extendedUntil: maybe(instant))
            return Fixture.stored(
                quota: Int.random(in: 1...3, using: &generator),
                countsOn: Bool.random(using: &generator) ? .submitted : .accepted, due: maybe(instant),
                opensAt: maybe(instant), filings: filings)
        }
    }

    @Test(arguments: 0..<300) func q5SetsAreDisjointAndExhaustiveAndARateIsAtMostOne(seed: UInt64) {
        let obligations = Self.random(seed)
        for day in [0, 5, 10, 22, 60] {
            let now = Fixture.born.adding(.seconds(day * 86_400))
            let sets = CompletenessSets(obligations, at: now)
            let ids =
                sets.satisfied.map(\.obligation) + sets.attestedNil.map(\.obligation) + sets.waived.map(\.obligation)
                + sets.missing.map(\.obligation)
            #expect(ids.count == obligations.count)
            #expect(Set(ids) == Set(obligations.map(\.id)))
            #expect(sets.expected == obligations.count)
            #expect(sets.rate.value.map { (0...1).contains($0) } ?? (sets.rate.denominator == 0))
            let counts = sets.counts
            #expect(counts.satisfied == sets.satisfied.count && counts.missing == sets.missing.count)
            #expect(counts.nil == sets.attestedNil.count && counts.waived == sets.waived.count)
            #expect(counts.late <= counts.satisfied && counts.overdue <= counts.missing)
        }
    }

    @Test func missingSaysWhy() {
        let now = Fixture.at("2026-05-22T00:00:00+08:00")
        let one = Fixture.credit("m1", at: "2026-05-11T09:00:00+08:00")
        let back = Fixture.credit(
            "m1", at: "2026-05-11T10:00:00+08:00", ended: "2026-05-13T09:00:00+08:00", .returned)
        let away = Fixture.credit(
            "m1", at: "2026-05-11T10:00:00+08:00", ended: "2026-05-13T09:00:00+08:00", .withdrawn)
        let states: [(Filings, MissingReason)] = [
            (Filings(), .notStarted), (Filings(draftAt: Fixture.born), .draftOnly),
            (Filings(credits: [one]), .quotaShort), (Filings(credits: [back]), .returned),
            (Filings(credits: [away]), .withdrawn),
        ]
        for (filings, why) in states {
            let missing = CompletenessSets([Fixture.stored(quota: 2, filings: filings)], at: now).missing
            #expect(missing.map(\.why) == [why])
            #expect(missing.first?.lateBySeconds == 86_400)
        }
    }

    @Test func anEmptyNodeHasNoRate() {
        let sets = CompletenessSets([StoredObligation](), at: Fixture.born)
        #expect(sets.rate.value == nil)
    }

    @Test func q10CollegesStandInNoCitysRow() {
        func owed(_ unit: UnitKey, _ kind: UnitKind, to: UnitKey = Fixture.province) -> StoredObligation {
            let row = Fixture.stored(unit: unit)
            return StoredObligation(
                id: row.id, campaign: row.campaign, rule: row.rule, track: row.track,
                unit: UnitBrief(key: unit, name: unit.rawValue, kind: kind, region: "340100"),
                to: UnitBrief(key: to, name: to.rawValue, kind: .cityEducation, region: "340100"), revision: 1,
                bornAt: row.bornAt, endedAt: nil, terms: row.terms, filings: row.filings)
        }
        func judged(_ rows: [StoredObligation]) -> [Judged] { rows.map { Judged($0, at: Fixture.due) } }
        let rows = BoardRows(document: Fixture.campaign).rows(
            judged([
                owed(Fixture.city, .cityEducation), owed("moe:1", .higherEducation), owed("moe:2", .higherEducation),
            ]), below: judged([owed(Fixture.school, .secondaryLocal, to: Fixture.city)]))
        #expect(rows.map(\.key) == [Fixture.city.rawValue, "group:higher_education"])
        #expect(rows.map(\.owes.expected) == [1, 2])
        #expect(rows.map { $0.receives?.expected } == [1, nil])
        #expect(rows.last?.missing == ["moe:1", "moe:2"])
    }
}

/// A generator with a seed (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
