import Shared
import Testing

@testable import Registry

@Suite struct ImportSheetTests {
    @Test func headerIsChecked() {
        let sheet = ImportSheet("key,colour,key\n", required: ["key", "name"], optional: [])
        #expect(sheet.faults.map(\.rule) == ["missing_column", "unknown_column", "duplicate_column"])
        #expect(sheet.faults.map(\.line) == [1, 1, 1])
        #expect(sheet.rows.isEmpty)
    }

    @Test func brokenGrammarNamesLineAndCell() {
        let sheet = ImportSheet("key,name\na,\"b\n", required: ["key", "name"], optional: [])
        #expect(sheet.faults.map(\.line) == [2])
        #expect(sheet.faults.map(\.rule) == ["csv"])
    }

    @Test func rowOfAnotherLengthIsBadByItself() {
        let sheet = ImportSheet("key,name\na\nb,c\n", required: ["key", "name"], optional: [])
        #expect(sheet.rows.map { $0.bad.map(\.rule) } == [["cells"], []])
    }

    @Test func cellsAreReadAsValues() throws {
        let sheet = ImportSheet(
            "a,b,c,d,e\n2026-05-01,Y,x;y,reportsTo,\n", required: ["a", "b", "c", "d", "e"], optional: ["f"])
        var row = try #require(sheet.rows.first)
        let instant = row.instant("a")
        let flag = row.flag("b")
        let type: RelationType? = row.choice("d")
        #expect(instant == Instant("2026-05-01T00:00:00+08:00"))
        #expect(flag)
        #expect(row.list("c") == ["x", "y"])
        #expect(type == .reportsTo)
        #expect(row.text("e") == nil && row.has("e") && !row.has("f"))
        #expect(row.bad.isEmpty)
        let wrong = row.instant("c")
        let missing = row.required("e")
        #expect(wrong == nil && missing == nil)
        #expect(row.bad.map(\.column) == ["c", "e"])
    }
}
