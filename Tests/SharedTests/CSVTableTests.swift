import Shared
import Testing

@Suite struct CSVTableTests {
    private func records(_ text: String) throws -> [[String]] { try CSVTable(parsing: text).records.map(\.cells) }

    @Test func cellsAndLinesAreRead() throws {
        let table = try CSVTable(parsing: "key,name\na,\"甲,\"\"乙\"\"\"\nb,\"one\ntwo\"\nc,\n")
        #expect(table.header == ["key", "name"])
        #expect(table.records.map(\.cells) == [["a", "甲,\"乙\""], ["b", "one\ntwo"], ["c", ""]])
        #expect(table.records.map(\.line) == [2, 3, 5])
    }

    @Test func spreadsheetsMayWriteMarkAndCarriageReturns() throws {
        let table = try CSVTable(parsing: "\u{FEFF}a,b\r\n1,2\r\n3,\"4\"\r\n")
        #expect(table.header == ["a", "b"])
        #expect(table.records.map(\.cells) == [["1", "2"], ["3", "4"]])
    }

    @Test func lastLineNeedsNoEnd() throws {
        #expect(try records("a\n1") == [["1"]])
        #expect(try records("a\n") == [])
        #expect(try records("a,b\n1,") == [["1", ""]])
        #expect(try records("a\n\n1") == [[""], ["1"]])
    }

    @Test(arguments: [
        ("a\nx\"y\n", 2, 1), ("a,b\n1,\"x\n", 2, 2), ("a\n\"x\"y\n", 2, 1), ("a\nx\ry\n", 2, 1), ("", 1, 1),
        ("a,b\n\"1\n2\",\"x\" \n", 3, 2),
    ])
    func brokenFileIsRefusedWithItsPlace(text: String, line: Int, cell: Int) {
        #expect {
            try CSVTable(parsing: text)
        } throws: { error in
            let error = error as? CSVSyntaxError
            return error?.line == line && error?.cell == cell
        }
    }
}
