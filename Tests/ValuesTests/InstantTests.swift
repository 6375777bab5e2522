import Testing
import Values

@Suite struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T08:00:00+08:00", 0), ("1969-12-31T23:59:59.999999Z", -1),
        ("2026-05-20T23:59:59.999999+08:00", 1_779_292_799_999_999),
        ("2026-05-21T00:00:00+08:00", 1_779_292_800_000_000),
        ("2026-05-20t16:00:00z", 1_779_292_800_000_000), ("2026-05-20T16:00:00-00:00", 1_779_292_800_000_000),
        ("2026-05-20T16:00:00.1Z", 1_779_292_800_100_000), ("2026-05-20T16:00:00.000001Z", 1_779_292_800_000_001),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000_000), ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ])
    func RFC3339DateTimesAreInstants(_ text: String, _ microseconds: Int64) {
        #expect(Instant(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026-05-20", "2026-05-20T16:00:00", "2026-05-20 16:00:00Z", "2026-05-20T16:00Z", "2026-05-20T24:00:00Z",
        "2026-05-20T16:60:00Z", "2026-05-20T16:00:60Z", "2016-12-31T23:59:60Z", "2026-05-20T16:00:00.Z",
        "2026-05-20T16:00:00.1234567Z", "2026-05-20T16:00:00,5Z", "2026-05-20T16:00:00+8:00",
        "2026-05-20T16:00:00+0800",
        "2026-05-20T16:00:00+24:00", "2026-05-20T16:00:00+08:60", "2026-05-20T16:00:00ZZ", "2026-05-20T16:00:00Z ",
        "2026-02-29T16:00:00Z", "26-05-20T16:00:00Z", "2026-05-20T1６:00:00Z", "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01", "1779292800",
    ])
    func whatIsNoInstantIsRefused(_ text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func textAndBackInAnyZoneOverTheWholeRange() {
        var generator = SeededGenerator(state: 2)
        let zones = [Zone.utc, .shanghai, Zone("-03:30")!, Zone("+14:00")!]
        for _ in 0..<20_000 {
            // A day inside the range, so that no offset leads out of it.
            let instant = Instant(
                microseconds: .random(
                    in: Instant.min.microseconds + 86_400_000_000...Instant.max.microseconds - 86_400_000_000,
                    using: &generator))
            #expect(Instant(instant.description) == instant)
            for zone in zones { #expect(Instant(instant.formatted(in: zone)) == instant) }
        }
    }

    @Test func fractionsAreWrittenAsLongAsTheyNeed() {
        #expect(Instant("2026-05-20T16:00:00.000Z")!.description == "2026-05-20T16:00:00Z")
        #expect(Instant("2026-05-20T16:00:00.5Z")!.description == "2026-05-20T16:00:00.500Z")
        #expect(Instant("2026-05-20T16:00:00.000040Z")!.description == "2026-05-20T16:00:00.000040Z")
        #expect(Instant("2026-05-20T16:00:00Z")!.formatted(in: .shanghai) == "2026-05-21T00:00:00+08:00")
    }

    @Test func arithmeticClampsToTheRange() {
        #expect(Instant.max.adding(microseconds: 1) == .max && Instant.min.adding(microseconds: -1) == .min)
        #expect(Instant.max.adding(microseconds: .max) == .max && Instant.min.adding(microseconds: .min) == .min)
        #expect(Instant.min.adding(.seconds(Int64.max)) == .max)
        #expect(Instant(microseconds: 0).adding(.milliseconds(1500)).microseconds == 1_500_000)
        #expect(Instant(microseconds: 5).duration(since: Instant(microseconds: 2)) == .microseconds(3))
    }
}
