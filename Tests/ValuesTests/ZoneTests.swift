import Testing
import Values

@Suite struct ZoneTests {
    @Test func aDayBeginsAndEndsAtMidnightOfTheZone() throws {
        let day = try #require(CivilDate("2026-05-20"))
        let (start, end) = (Zone.shanghai.instant(of: day), Zone.shanghai.instant(of: day, at: .endOfDay))
        #expect(start == Instant("2026-05-19T16:00:00Z"))
        #expect(end == Instant("2026-05-20T16:00:00Z"))
        #expect(Zone.shanghai.date(of: start) == day)
        #expect(Zone.shanghai.date(of: start.adding(microseconds: -1)) == day.adding(days: -1))
        #expect(Zone.shanghai.date(of: end.adding(microseconds: -1)) == day)
        #expect(Zone.shanghai.date(of: end) == day.adding(days: 1))
    }

    @Test func everyMinuteOfADayIsItsOwnInEveryZone() throws {
        var generator = SeededGenerator(state: 3)
        for zone in [Zone.utc, .shanghai, Zone("-11:30")!, Zone("+14:00")!] {
            for _ in 0..<5_000 {
                // Also before 1970, where division must round down.
                let day = CivilDate(daysSinceEpoch: .random(in: -700_000...2_900_000, using: &generator))
                let time = LocalTime(minuteOfDay: .random(in: 0..<1440, using: &generator))!
                let instant = zone.instant(of: day, at: time)
                #expect(zone.date(of: instant) == day)
                #expect(zone.time(of: instant) == time)
                #expect(zone.time(of: instant.adding(microseconds: 59_999_999)) == time)
            }
        }
    }

    @Test(arguments: ["Asia/Shanghai", "UTC", "+08:00", "-03:30", "+14:00", "+00:00"])
    func aKnownZoneKeepsItsName(_ text: String) {
        #expect(Zone(text)?.description == text)
    }

    @Test(arguments: ["", "asia/shanghai", "Europe/Paris", "PRC", "+8:00", "+15:00", "08:00", "+08:60", "+0800", "GMT"])
    func everyOtherZoneIsRefused(_ text: String) {
        #expect(Zone(text) == nil)
    }

    @Test func aLocalTimeIsAWholeMinuteUpTo24() {
        #expect(LocalTime("00:00") == .startOfDay && LocalTime("24:00") == .endOfDay)
        #expect(LocalTime("08:30")?.minuteOfDay == 510)
        for minute in 0...1440 {
            let time = LocalTime(minuteOfDay: minute)!
            #expect(LocalTime(time.description) == time)
        }
        for text in ["24:01", "25:00", "8:30", "08:60", "08:30:00", "0830", "-1:00", ""] {
            #expect(LocalTime(text) == nil)
        }
        #expect(LocalTime(minuteOfDay: -1) == nil && LocalTime(minuteOfDay: 1441) == nil)
    }
}
