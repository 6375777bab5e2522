import Testing

@testable import Shared

@Suite struct FeedPositionTests {
    @Test(arguments: ["0", "1.1", "748.12", "18446744073709551615.9223372036854775807"])
    func positionsSurviveTheirText(_ text: String) {
        #expect(FeedPosition(text)?.description == text)
    }

    @Test func positionsAreOrderedAsNumbers() throws {
        let texts = ["0", "9.9", "9.10", "10.1", "99.1", "100.1", "100.2", "18446744073709551615.1"]
        let positions = texts.compactMap { FeedPosition($0) }
        #expect(positions.shuffled().sorted().map(\.description) == texts)
    }

    @Test(arguments: [
        "", "00", "1", "1.", ".1", "1.-1", "+1.1", "01.1", "1.1.1", "1,1", "x.y", "18446744073709551616.1",
    ])
    func everyOtherTextIsRefused(_ text: String) {
        #expect(FeedPosition(text) == nil)
    }
}
