import Testing

@testable import Week

@Suite struct TableTests {
    private func plain(_ text: String, _: Terminal.Colour) -> String { text }

    @Test(arguments: [
        ("abc", 3), ("合肥市", 6), ("附件3（市）", 11), ("e\u{301}", 1), ("ａ", 2), ("", 0), ("—", 1), ("𠮷", 2),
    ])
    func chineseTakesTwoColumns(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test func columnsStandUnderEachOtherWhateverTheScript() {
        var table = Table(columns: [.left("单位"), .right("应报"), .left("未报")])
        table.append([.init("合肥市"), .init("7"), .init("总结")])
        table.append([.init("A"), .init("123"), .init("")])
        #expect(
            table.lines(width: nil, paint: plain) == [
                "单位    应报  未报",
                "------------------",
                "合肥市     7  总结",
                "A        123",
            ])
    }

    @Test func theLastColumnIsWrappedBetweenItsParts() {
        var table = Table(columns: [.left("a"), .left("b")])
        table.append([.init("x"), .init(list: ["合肥市教育局", "芜湖市教育局", "安庆市教育局"])])
        let lines = table.lines(width: 3 + 28, paint: plain)
        #expect(lines.dropFirst(2) == ["x  合肥市教育局、芜湖市教育局、", "   安庆市教育局"])
    }

    @Test func linesInAFileAreNotWrapped() {
        var table = Table(columns: [.left("a"), .left("b")])
        table.append([.init("x"), .init(list: Array(repeating: "合肥市教育局", count: 50))])
        #expect(table.lines(width: nil, paint: plain).count == 3)
    }

    @Test func aRuleStandsAboveTheTotals() {
        var table = Table(columns: [.left("name"), .right("n")])
        table.append([.init("one"), .init("1")])
        table.append([.init("all"), .init("1")], ruledAbove: true)
        let lines = table.lines(width: nil, paint: plain)
        #expect(lines[1] == lines[3])
        #expect(lines[4].hasPrefix("all"))
    }

    @Test func coloursDoNotMoveColumns() {
        var table = Table(columns: [.left("a"), .left("b")])
        table.append([.init("x", .red), .init("y")])
        table.append([.init("xyz"), .init("y")])
        let lines = table.lines(width: nil) { text, colour in "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" }
        #expect(lines[2] == "\u{1B}[31mx  \u{1B}[0m  y")
        #expect(lines[1].count == lines[3].count)
    }
}
