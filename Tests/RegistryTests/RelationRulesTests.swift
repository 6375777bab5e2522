import Shared
import Testing

@testable import Registry

@Suite struct RelationRulesTests {
    private static let may = Instant("2026-05-01T00:00:00+08:00")!
    private static let june = Instant("2026-06-01T00:00:00+08:00")!
    private static let july = Instant("2026-07-01T00:00:00+08:00")!

    private func line(
        to: UnitKey, type: RelationType = .reportsTo, from: Instant? = nil, until: Instant? = nil
    ) -> Relation {
        Relation(
            id: .make(at: Self.may), type: type, from: "school:a", to: to, track: "vocational", validFrom: from,
            validTo: until, recordedAt: Self.may)
    }

    private func wanted(
        to: UnitKey, type: RelationType = .reportsTo, from: Instant? = nil, until: Instant? = nil,
        basis: String? = nil
    ) -> RegistryAPI.SetRelation.Params {
        RegistryAPI.SetRelation.Params(
            type: type, from: "school:a", to: to, track: "vocational", validFrom: from, validTo: until, basis: basis)
    }

    @Test func sameRelationIsUnchanged() {
        let standing = line(to: "city:a", from: Self.may)
        #expect(
            RelationRules.decide(wanted(to: "city:a", from: Self.may), standing: [standing]) == .unchanged(standing))
    }

    @Test func otherBasisOrTimeCorrectsTheOneThatStands() {
        let standing = line(to: "city:a", from: Self.may)
        #expect(
            RelationRules.decide(wanted(to: "city:a", from: Self.june), standing: [standing]) == .update(standing))
        #expect(
            RelationRules.decide(wanted(to: "city:a", from: Self.may, basis: "四"), standing: [standing])
                == .update(standing))
    }

    @Test func r1SecondParentInTheSameTimeIsRefused() {
        let standing = line(to: "city:a", from: Self.may, until: Self.july)
        #expect(
            RelationRules.decide(wanted(to: "city:b", from: Self.june), standing: [standing])
                == .refused(.parentTaken))
    }

    @Test func r1NextParentMayBeginWhereTheFormerEnds() {
        let standing = line(to: "city:a", from: Self.may, until: Self.june)
        #expect(RelationRules.decide(wanted(to: "city:b", from: Self.june), standing: [standing]) == .create)
    }

    @Test func otherTypesMayHaveSeveralUpperEnds() {
        let standing = line(to: "city:a", type: .supervises)
        #expect(RelationRules.decide(wanted(to: "city:b", type: .supervises), standing: [standing]) == .create)
    }

    @Test func lineNeedsATrackAndAnotherUnit() {
        let without = RegistryAPI.SetRelation.Params(type: .reportsTo, from: "a", to: "a")
        #expect(RelationRules.violations(of: without).map(\.path) == ["params.track", "params.to"])
        #expect(RelationRules.violations(of: wanted(to: "city:a")).isEmpty)
    }
}
