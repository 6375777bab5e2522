import Testing
import Values

@Suite struct UniqueIDTests {
    private enum Thing {}

    @Test func idsAreVersion7OfTheRFCsVariantAndCarryTheirMillisecond() {
        let instant = Instant("2026-04-29T00:00:00.123456Z")!
        for _ in 0..<1_000 {
            let id = UniqueID.make(at: instant)
            #expect(id.high >> 12 & 0xF == 7)
            #expect(id.low >> 62 == 0b10)
            #expect(id.high >> 16 == UInt64(instant.microseconds / 1000))
        }
    }

    @Test func laterIdsSortAfterEarlierOnesAsValuesAndAsText() {
        var generator = SeededGenerator(state: 4)
        var instant = Instant("2026-01-01T00:00:00Z")!
        var last = UniqueID.make(at: instant, using: &generator)
        for _ in 0..<5_000 {
            instant = instant.adding(.milliseconds(Int64.random(in: 1...100_000, using: &generator)))
            let next = UniqueID.make(at: instant, using: &generator)
            #expect(last < next)
            #expect(last.description < next.description)
            last = next
        }
    }

    @Test func idsOfOneMillisecondDiffer() {
        let ids = (0..<10_000).map { _ in UniqueID.make(at: Instant(microseconds: 0)) }
        #expect(Set(ids).count == ids.count)
    }

    @Test func anInstantOutsideFortyEightBitsStillMakesAnId() {
        for instant in [Instant.min, .max] { #expect(UniqueID.make(at: instant).high >> 12 & 0xF == 7) }
    }

    @Test func textAndBackInEitherCase() {
        var generator = SeededGenerator(state: 5)
        for _ in 0..<5_000 {
            let id = UniqueID(high: generator.next(), low: generator.next())
            #expect(UniqueID(id.description) == id)
            #expect(UniqueID(id.description.uppercased()) == id)
            #expect(ID<Thing>(id.description)?.value == id)
        }
        #expect(UniqueID(high: 0, low: 0).description == "00000000-0000-0000-0000-000000000000")
    }

    @Test(arguments: [
        "", "019a0c5e7d2a7c118f009a1b2c3d4e5f", "{019a0c5e-7d2a-7c11-8f00-9a1b2c3d4e5f}",
        "019a0c5e-7d2a-7c11-8f00-9a1b2c3d4e5", "019a0c5e-7d2a-7c11-8f00-9a1b2c3d4e5g",
        "019a0c5e-7d2a-7c118-f00-9a1b2c3d4e5f", "019a0c5e-7d2a-7c11-8f00-9a1b2c3d4e5f ",
    ])
    func whatIsNoUUIDIsRefused(_ text: String) {
        #expect(UniqueID(text) == nil)
    }
}
