import Deadlines
import Testing
import Values

@Suite struct SendingHoursTests {
    static let working = SendingHours.Span(start: LocalTime("08:30")!, end: LocalTime("17:30")!)
    let hours = SendingHours(zone: .shanghai, working: working, calendar: .published2026)

    @Test(arguments: [
        ("2026-05-20T08:29:59.999999+08:00", false), ("2026-05-20T08:30:00+08:00", true),
        ("2026-05-20T17:29:59.999999+08:00", true), ("2026-05-20T17:30:00+08:00", false),
        ("2026-05-17T10:00:00+08:00", false), ("2026-05-09T10:00:00+08:00", true),
    ])
    func M4_workingHoursOfWorkingDaysAreAllowed(_ instant: String, _ allowed: Bool) {
        #expect(hours.allows(at(instant)) == allowed)
    }

    @Test(arguments: [
        ("2026-05-20T09:00:00+08:00", "2026-05-20T09:00:00+08:00"),
        ("2026-05-20T06:00:00+08:00", "2026-05-20T08:30:00+08:00"),
        ("2026-05-20T18:00:00+08:00", "2026-05-21T08:30:00+08:00"),
        ("2026-09-30T17:30:00+08:00", "2026-10-08T08:30:00+08:00"),
        ("2026-05-08T20:00:00+08:00", "2026-05-09T08:30:00+08:00"),
    ])
    func M4_aReminderOutsideMovesLater(_ meant: String, _ sent: String) {
        #expect(hours.shift(at(meant), notPast: nil) == at(sent))
    }

    @Test func M4_aReminderMeantBeforeTheDueTimeNeverMovesPastIt() {
        let due = at("2026-10-04T00:00:00+08:00")
        #expect(hours.shift(at("2026-10-02T09:00:00+08:00"), notPast: due) == at("2026-09-30T17:29:00+08:00"))
        #expect(hours.shift(at("2026-09-30T09:00:00+08:00"), notPast: due) == at("2026-09-30T09:00:00+08:00"))
        #expect(hours.shift(at("2026-10-04T00:00:00+08:00"), notPast: due) == at("2026-10-08T08:30:00+08:00"))
    }

    @Test func M4_quietHoursAreTakenOutAlsoOverMidnight() {
        let noon = SendingHours.Span(start: LocalTime("12:00")!, end: LocalTime("14:00")!)
        let night = SendingHours.Span(start: LocalTime("16:00")!, end: LocalTime("09:30")!)
        let quiet = SendingHours(
            zone: .shanghai, working: Self.working, quiet: [noon, night], calendar: .published2026)
        #expect(quiet.first(from: at("2026-05-20T08:30:00+08:00")) == at("2026-05-20T09:30:00+08:00"))
        #expect(quiet.first(from: at("2026-05-20T12:00:00+08:00")) == at("2026-05-20T14:00:00+08:00"))
        #expect(quiet.first(from: at("2026-05-20T16:00:00+08:00")) == at("2026-05-21T09:30:00+08:00"))
        #expect(quiet.last(before: at("2026-05-20T13:00:00+08:00")) == at("2026-05-20T11:59:00+08:00"))
        #expect(quiet.last(before: at("2026-05-20T09:30:00+08:00")) == at("2026-05-19T15:59:00+08:00"))
    }

    @Test func whoIsNeverToBeDisturbedGetsNothing() {
        let always = SendingHours.Span(start: .startOfDay, end: .endOfDay)
        let never = SendingHours(zone: .shanghai, working: Self.working, quiet: [always], calendar: nil)
        #expect(never.first(from: at("2026-05-20T09:00:00+08:00")) == nil)
        #expect(never.shift(at("2026-05-20T09:00:00+08:00"), notPast: at("2026-05-21T00:00:00+08:00")) == nil)
    }

    @Test func M4_whatIsShiftedIsAllowedAndOnTheRightSide() throws {
        var random = RandomExpression(seed: 44)
        for _ in 0..<3_000 {
            let meant = at("2026-01-01T00:00:00+08:00").adding(microseconds: Int64(random.pick(31_000_000)) * 1_000_003)
            let due = meant.adding(microseconds: Int64(random.pick(20 * 86_400) - 5 * 86_400) * 1_000_000)
            let sent = try #require(hours.shift(meant, notPast: due))
            #expect(hours.allows(sent))
            if meant < due { #expect(sent < due) } else { #expect(sent >= meant) }
            if sent < meant { #expect(try #require(hours.first(from: meant)) >= due) }
        }
    }
}

@Suite struct CadenceTests {
    let calendar = WorkCalendar.published2026

    @Test func monthlyIsTheFirstWorkingDayOfEachMonth() throws {
        let days = try Cadence.monthly.days(from: day("2026-05-17"), through: day("2026-10-14"), calendar: calendar)
        #expect(days == ["2026-06-01", "2026-07-01", "2026-08-03", "2026-09-01", "2026-10-08"].map(day))
    }

    @Test func weeklyIsEachMonday() throws {
        let days = try Cadence.weekly.days(from: day("2026-10-15"), through: day("2026-11-09"), calendar: calendar)
        #expect(days == ["2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09"].map(day))
    }

    @Test func aPeriodCountsFromTheFirstDay() throws {
        let every = try #require(Cadence("P2WD"))
        let days = try every.days(from: day("2026-05-21"), through: day("2026-12-31"), times: 4, calendar: calendar)
        #expect(days == ["2026-05-21", "2026-05-25", "2026-05-27", "2026-05-29"].map(day))
        let monthEnds = try Cadence("P1M")!.days(
            from: day("2026-01-31"), through: day("2026-04-30"), calendar: calendar)
        #expect(monthEnds == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"].map(day))
    }

    @Test func textAndBack() {
        for text in ["monthly", "weekly", "P2WD", "P1M"] { #expect(Cadence(text)?.description == text) }
        #expect(Cadence("P0D") == nil && Cadence("daily") == nil)
    }
}
