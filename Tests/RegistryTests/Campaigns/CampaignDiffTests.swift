import Shared
import Testing

@testable import Registry

@Suite struct CampaignDiffTests {
    @Test func sameDocumentsDoNotDiffer() {
        #expect(CampaignDiff.differences(["a": [1, 2]], ["a": [1, 2]]).isEmpty)
    }

    @Test func itemsAreComparedByTheirKey() {
        let before: JSONValue = ["rules": [["key": "a", "quota": 2], ["key": "b", "quota": 1]]]
        let after: JSONValue = ["rules": [["key": "c", "quota": 1], ["key": "a", "quota": 3]]]
        #expect(
            CampaignDiff.differences(before, after) == [
                CampaignDifference(path: "rules[a].quota", before: 2, after: 3),
                CampaignDifference(path: "rules[b]", before: ["key": "b", "quota": 1], after: nil),
                CampaignDifference(path: "rules[c]", before: nil, after: ["key": "c", "quota": 1]),
            ])
    }

    @Test func anotherOrderIsADifferenceOfItsOwn() {
        let before: JSONValue = ["days": [["code": "a"], ["code": "b"]]]
        let after: JSONValue = ["days": [["code": "b"], ["code": "a"]]]
        #expect(
            CampaignDiff.differences(before, after) == [
                CampaignDifference(path: "days (order)", before: ["a", "b"], after: ["b", "a"])
            ])
    }

    @Test func listsWithoutNamesAreComparedAsAWhole() {
        #expect(
            CampaignDiff.differences(["flags": ["a"]], ["flags": ["a", "b"]]) == [
                CampaignDifference(path: "flags", before: ["a"], after: ["a", "b"])
            ])
    }
}
