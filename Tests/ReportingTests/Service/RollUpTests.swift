import Shared
import Testing

@testable import Reporting

@Suite struct RollUpTests {
    private let rules = RollUpRules(form: Fixture.form)

    @Test(arguments: 0..<50) func q8SumsAreAFunctionOfTheirInputsInAnyOrder(seed: UInt64) {
        var generator = SplitMix(state: seed)
        let numbers = (0..<Int.random(in: 1...20, using: &generator)).map { _ in
            Int64.random(in: 0...1_000, using: &generator)
        }
        let payloads = numbers.map { JSONValue.object(["sessionsTotal": .int($0)]) }
        let sum = rules.figures(payloads)
        #expect(sum.map(\.value) == [Double(numbers.reduce(0, +))])
        #expect(rules.figures(payloads.shuffled(using: &generator)) == sum)
    }

    @Test func q10RatiosAndSetsAreNeverAdded() {
        let ratio: JSONValue = ["participation": ["numerator": 1, "denominator": 2]]
        #expect(rules.figures([ratio, ratio]).isEmpty)
        #expect(rules.notAdded == ["participation"])
    }

    @Test func columnsAreAddedOverAllRows() {
        let payload: JSONValue = ["activities": [["name": "甲", "sessions": 2], ["name": "乙", "sessions": 3]]]
        #expect(rules.figures([payload, payload]).map { "\($0.field) \($0.value)" } == ["activities[].sessions 10.0"])
    }

    @Test func aCitysFiguresStandBesideTheSumOfItsSchools() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            let compute = { (node: UnitKey) in
                try await reporting.ask(
                    ReportingAPI.ComputeRollUp.self, .init(node: node, form: "annex3", track: "vocational"))
            }
            #expect(try await compute(Fixture.city).missing.map(\.key) == [Fixture.school])
            try await reporting.file("annex3.school", of: Fixture.school, ["sessionsTotal": 3])
            try await reporting.file("annex3.city", ["sessionsTotal": 5])
            try await reporting.file("annex3.college", of: Fixture.college, ["sessionsTotal": 100])
            let city = try await compute(Fixture.city)
            #expect(city.missing.isEmpty)
            #expect(city.groups.map(\.kind) == [.secondaryLocal])
            #expect(
                city.differences == [
                    .init(field: "sessionsTotal", label: "活动总场次", computed: 3, declared: 5)
                ])
            // N25: the college stands beside the cities, in a group of its own.
            let province = try await compute(Fixture.province)
            #expect(province.groups.map(\.kind) == [.cityEducation, .higherEducation])
            #expect(province.groups.map { $0.figures.map(\.value) } == [[5], [100]])
            #expect(province.declared == nil && province.differences.isEmpty)
        }
    }
}
