import Shared

/// Which ticks of the year have notifications killed, and where it is then: by a seed, so that a year that went wrong is played
/// again. Only ticks at which somebody is to be told count: at the others there is nothing to lose.
struct YearKills {
    enum Place: Sendable, Equatable {
        /// While the planner is at work.
        case planning
        /// While messages leave.
        case sending(YearSink.Point)
    }

    let seed: UInt64
    private(set) var count = 0
    /// With messages on their way.
    private(set) var underWay = 0
    private var dice: Dice
    /// So many ticks are let go by between two kills.
    private let pauses: ClosedRange<Int>
    private var pause: Int
    /// Each place comes once before any comes again.
    private var places: [Place] = []

    init(seed: UInt64, pauses: ClosedRange<Int>) {
        self.seed = seed
        self.pauses = pauses
        dice = Dice(state: seed)
        pause = Int.random(in: pauses, using: &dice)
    }

    /// What is to happen at a tick at which so many messages are to leave; nil: nothing.
    ///
    /// - Returns: the place, and which of the messages it is.
    mutating func next(messages: Int) -> (place: Place, message: Int)? {
        guard messages > 0 else { return nil }
        guard pause == 0 else {
            pause -= 1
            return nil
        }
        pause = Int.random(in: pauses, using: &dice)
        if places.isEmpty {
            places = ([.planning] + YearSink.Point.allCases.map(Place.sending)).shuffled(using: &dice)
        }
        let place = places.removeLast()
        count += 1
        if place != .planning { underWay += 1 }
        return (place, Int.random(in: 1...min(messages, 12), using: &dice))
    }

    /// SplitMix64.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var word = state
            word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
            return word ^ (word >> 31)
        }
    }
}
