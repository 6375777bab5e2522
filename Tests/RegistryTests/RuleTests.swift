import Shared
import Testing

@testable import Registry

@Suite struct UnitRulesTests {
    private let school = UnitDescription(
        kind: .secondaryLocal, name: "宿州工业学校", region: nil, level: .institution, system: nil, flags: [], codes: [:],
        source: nil)

    @Test func unknownKindIsRefused() {
        var unit = school
        unit.kind = "kindergarten"
        #expect(UnitRules.violations(of: unit).map(\.rule) == ["unknown_kind"])
        #expect(UnitRules.violations(of: school).isEmpty)
    }

    @Test(arguments: ["", " a", "a ", "a\nb", String(repeating: "字", count: 201)])
    func badNameIsRefused(name: String) {
        var unit = school
        unit.name = name
        #expect(UnitRules.violations(of: unit).map(\.path) == ["params.name"])
    }

    @Test func flagsAreWordsThatDoNotBreakTheirList() {
        var unit = school
        unit.flags = ["a;b"]
        #expect(UnitRules.violations(of: unit).map(\.path) == ["params.flags"])
    }

    @Test func stateIsDividedAtAnInstantInside() throws {
        let may = Instant("2026-05-01T00:00:00+08:00")!
        let june = Instant("2026-06-01T00:00:00+08:00")!
        let parts = try #require(UnitRules.divide(HalfOpenRange(from: nil, upTo: june), at: may))
        #expect(parts.before == HalfOpenRange(from: nil, upTo: may))
        #expect(parts.after == HalfOpenRange(from: may, upTo: june))
        #expect(UnitRules.divide(HalfOpenRange(from: may, upTo: nil), at: may)?.before == nil)
        #expect(UnitRules.divide(HalfOpenRange(from: nil, upTo: june), at: june) == nil)
    }
}

@Suite struct CalendarRulesTests {
    private func days(of year: Int) -> [CalendarDay] {
        let first = CivilDate(year: year, month: 1, day: 1)!
        return (0..<(CivilDate.isLeap(year) ? 366 : 365)).map {
            CalendarDay(date: first.adding(days: $0), working: true)
        }
    }

    @Test func wholeYearIsTaken() {
        #expect(CalendarRules.violations(of: days(of: 2026), year: 2026).isEmpty)
        #expect(CalendarRules.violations(of: days(of: 2028).reversed(), year: 2028).isEmpty)
    }

    @Test func missingDoubleAndForeignDaysAreNamed() {
        var days = days(of: 2028)
        days.remove(at: 59)
        days.append(days[0])
        days.append(CalendarDay(date: CivilDate("2027-12-31")!, working: true))
        let violations = CalendarRules.violations(of: days, year: 2028)
        #expect(violations.map(\.rule) == ["duplicate", "other_year", "missing_day"])
        #expect(violations.last?.detail == "2028-02-29")
    }
}

@Suite struct ContactRulesTests {
    private func contact(_ address: String, verifiedAt: Instant? = nil) -> ContactDescription {
        ContactDescription(
            unit: "school:a", role: "reporter", channel: .email, person: nil, address: address, quietHours: nil,
            source: nil,
            verifiedAt: verifiedAt)
    }

    @Test(arguments: [
        "", "a", "a@b", "a@@b.invalid", "a b@c.invalid", "a@b.invalid\nBcc: x@y.invalid", "<a@b.invalid>", "a@.invalid",
        "a@b.invalid,", "a@b.invalid, a@b.invalid", "a@b.invalid; c@b.invalid", ",",
        (0...10).map { "a\($0)@b.invalid" }.joined(separator: ","),
    ])
    func r7BadAddressIsRefusedAndNotRepeated(address: String) {
        let violations = ContactRules.violations(of: contact(address))
        #expect(violations.map(\.path) == ["params.address"])
        #expect(address.count < 3 || !violations[0].detail.contains(address))
    }

    @Test func goodAddressIsTaken() {
        #expect(ContactRules.violations(of: contact("reporter@edu-340100.invalid")).isEmpty)
        #expect(ContactRules.violations(of: contact("office@edu-340100.invalid, reporter@edu-340100.invalid")).isEmpty)
    }

    @Test func newAddressLosesItsVerification() throws {
        let now = Instant("2026-05-01T00:00:00+08:00")!
        let first = try #require(contact("a@b.invalid", verifiedAt: now).detail(insteadOf: nil, now: now))
        #expect(first.contact.verified && first.contact.revision == 1)
        #expect(contact("a@b.invalid").detail(insteadOf: first, now: now) == nil)
        let second = try #require(contact("c@b.invalid").detail(insteadOf: first, now: now))
        #expect(!second.contact.verified && second.contact.revision == 2 && second.contact.id == first.contact.id)
    }
}
