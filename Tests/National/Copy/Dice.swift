/// SplitMix64: the same numbers for the same row, in whatever order rows are made.
struct Dice {
    /// The seed of every nation ever made here.
    static let seed: UInt64 = 0x2026_0429

    private var state: UInt64

    /// - Parameters:
    ///   - stream: what the numbers are for, so that tables do not share them.
    ///   - index: the row.
    init(_ stream: Stream, _ index: Int) {
        state =
            Self.seed &+ UInt64(stream.rawValue) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(bitPattern: Int64(index))
            &* 0xD1B5_4A32_D192_ED03
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0..<bound. The bias of the remainder is far below what distributions here show.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// True so many times in a thousand.
    mutating func chance(_ perMille: Int) -> Bool { below(1_000) < perMille }

    enum Stream: Int {
        case unit = 1
        case relation
        case contact
        case venue
        case event
        case report
        case obligation
        case version
        case submission
        case material
        case week
        case relief
        case run
        case delivery
        case intent
        case change
        case grant
    }

    /// The id of a row, as text; of version 7 by its bits.
    static func id(_ stream: Stream, _ index: Int) -> String {
        var dice = Dice(stream, index)
        let high = dice.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x7000
        let low = dice.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array((hex(high) + hex(low)).utf8)
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: digits[$0], as: UTF8.self) }
        return parts.joined(separator: "-")
    }

    private static func hex(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
}
