import Deadlines
import Values

/// Expressions of every shape, from a seed.
struct RandomExpression {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(state: seed) }

    static let anchors = ["localWeek.lifelong", "window.vocational", "own-week_2"]

    mutating func pick(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

    mutating func someDay() -> CivilDate { day("2021-01-01").adding(days: pick(14 * 365)) }

    mutating func period() -> Period { Period(pick(30), PeriodUnit.allCases[pick(4)])! }

    mutating func operand<Value>(_ value: Value, _ name: String, named: Bool) -> Operand<Value> {
        named && pick(4) == 0 ? .named(name) : .value(value)
    }

    /// `anchored` false: constants only. `named` false: no switches.
    mutating func date(_ depth: Int = 4, anchored: Bool = true, named: Bool = true) -> DateExpression {
        guard depth > 0 else {
            switch pick(named ? 5 : 4) {
            case 0, 1: return anchored ? .anchor(Self.anchors[pick(3)], AnchorEdge.allCases[pick(2)]) : .date(someDay())
            case 2, 3: return .date(someDay())
            default: return .named("D\(pick(10))")
            }
        }
        switch pick(6) {
        case 0: return date(0, anchored: anchored, named: named)
        case 1:
            return .plus(date(depth - 1, anchored: anchored, named: named), operand(period(), "S8", named: named))
        case 2:
            return .minus(date(depth - 1, anchored: anchored, named: named), operand(period(), "S8", named: named))
        case 3:
            return .earliest(
                date(depth - 1, anchored: anchored, named: named), date(depth - 1, anchored: anchored, named: named))
        case 4:
            return .latest(
                date(depth - 1, anchored: anchored, named: named), date(depth - 1, anchored: anchored, named: named))
        default:
            return .roll(
                date(depth - 1, anchored: anchored, named: named),
                operand(RollPolicy.allCases[pick(3)], "S2", named: named))
        }
    }

    mutating func due(named: Bool = true) -> DueExpression {
        switch pick(10) {
        case 0: return .none
        case 1 where named: return .named("S10")
        default:
            let time: TimeOfDue = pick(2) == 0 ? .endOfDay : .at(LocalTime(minuteOfDay: pick(1440))!)
            return .until(date(named: named), time, operand(Bound.allCases[pick(2)], "S1", named: named))
        }
    }
}
