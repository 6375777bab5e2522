import Deadlines
import Testing
import Values

@Suite struct ExpressionTextTests {
    @Test func L8_parseAfterPrintIsTheSameDueExpression() throws {
        var random = RandomExpression(seed: 8)
        for _ in 0..<5_000 {
            let expression = random.due()
            #expect(try DueExpression.parse(expression.description) == expression)
        }
    }

    @Test func L8_printAfterParseIsTheSameText() throws {
        var random = RandomExpression(seed: 88)
        for _ in 0..<5_000 {
            let text = random.date().description
            #expect(try DateExpression.parse(text).description == text)
        }
    }

    @Test func L8_whiteSpaceMeansNothing() throws {
        let tight = try DueExpression.parse(
            "until(min(roll(anchor(localWeek.lifelong,end)+P1W,S2),date(2026-12-01)),endOfDay,inclusive)")
        let loose = try DueExpression.parse(
            " until ( min( roll( anchor( localWeek.lifelong , end ) + P1W , S2 ),\n date( 2026-12-01 ) ), endOfDay, inclusive ) "
        )
        #expect(tight == loose)
        #expect(
            tight.description
                == "until(min(roll(anchor(localWeek.lifelong, end) + P1W, S2), date(2026-12-01)), endOfDay, inclusive)")
    }

    @Test(arguments: [
        ("", 1, "until(…), none or a switch"),
        ("until(date(2026-02-30), endOfDay, inclusive)", 12, "a date YYYY-MM-DD"),
        ("until(date(2026-05-20), noon, inclusive)", 25, "endOfDay or a time from 00:00 to 23:59"),
        ("until(date(2026-05-20), 24:00, inclusive)", 25, "endOfDay or a time from 00:00 to 23:59"),
        ("until(date(2026-05-20), endOfDay)", 33, "“,”"),
        ("until(date(2026-05-20), endOfDay, maybe)", 35, "inclusive or exclusive, or a switch"),
        ("until(date(2026-05-20) + 2, endOfDay, S1)", 26, "a period such as P7D, P1W, P2M or P2WD, or a switch"),
        ("until(date(2026-05-20) + P10000D, endOfDay, S1)", 26, "a period such as P7D, P1W, P2M or P2WD, or a switch"),
        ("until(anchor(week, middle), endOfDay, S1)", 20, "start or end"),
        ("until(anchor(1week, end), endOfDay, S1)", 14, "an anchor's name"),
        ("until(roll(date(2026-05-20), sideways), endOfDay, S1)", 30, "none, forward or backward, or a switch"),
        ("until(day(2026-05-20), endOfDay, S1)", 7, "date(…), anchor(…), min(…), max(…), roll(…) or a switch"),
        ("none none", 6, "the end"),
        ("until(date(2026-05-20), endOfDay, S1", 37, "“)”"),
    ])
    func aFaultIsNamedWithItsColumn(_ text: String, _ column: Int, _ expected: String) {
        let error = #expect(throws: ExpressionError.self) { try DueExpression.parse(text) }
        #expect(error?.column == column)
        #expect(error?.expected == expected)
    }

    @Test func nestingAndSumsAreBounded() {
        let deep =
            String(repeating: "roll(", count: 200) + "date(2026-01-01)" + String(repeating: ", none)", count: 200)
        #expect(throws: ExpressionError.self) { try DateExpression.parse(deep) }
        let long = "date(2026-01-01)" + String(repeating: " + P1D", count: 10_000)
        #expect(throws: ExpressionError.self) { try DateExpression.parse(long) }
    }

    @Test func aPeriodIsNoSwitch() {
        #expect(DateExpression("P1W") == nil)
        #expect(Period("P01D") == nil && Period("PD") == nil && Period("p1D") == nil && Period("P-1D") == nil)
        #expect(Period("P2WD")?.unit == .workdays)
        #expect(Period("P2W")?.unit == .weeks)
    }
}
