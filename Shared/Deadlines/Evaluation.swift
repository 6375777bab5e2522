package import Values

extension DueExpression {
    /// When it is due under `scope`. The same scope gives the same result (L1).
    package func evaluate(in scope: DeadlineScope) throws(DeadlineError) -> DeadlineResult {
        var evaluation = Evaluation(scope)
        let dueAt = try evaluation.due(self)
        return DeadlineResult(
            dueAt: dueAt, civilDate: dueAt.map { scope.zone.date(of: $0.adding(microseconds: -1)) },
            status: dueAt == nil ? .none : evaluation.status, dependsOn: evaluation.dependencies,
            trace: evaluation.trace)
    }
}

extension DateExpression {
    /// The date it names under `scope`.
    package func evaluate(in scope: DeadlineScope) throws(DeadlineError) -> DateResult {
        var evaluation = Evaluation(scope)
        let date = try evaluation.known(self)
        return DateResult(
            date: date, status: evaluation.status, dependsOn: evaluation.dependencies, trace: evaluation.trace)
    }
}

/// A date and how it came about, as in `DeadlineResult`.
package struct DateResult: Sendable, Hashable {
    package let date: CivilDate
    /// Never `none`.
    package let status: DeadlineStatus
    package let dependsOn: [String]
    package let trace: [DeadlineStep]
}

/// One evaluation: walks the expression and keeps what it read.
private struct Evaluation {
    private let scope: DeadlineScope
    private(set) var trace: [DeadlineStep] = []
    private var reads: Set<String>
    private var provisional = false
    private var infeasible = false

    init(_ scope: DeadlineScope) {
        self.scope = scope
        reads = Set(scope.basis)
    }

    var dependencies: [String] { reads.sorted() }

    /// An anchor beyond the cap is known, and stays worse than another that is not.
    var status: DeadlineStatus { infeasible ? .infeasible : provisional ? .provisional : .firm }

    /// A part's value: its date, and the days of known anchors that what is owed has to wait for.
    private enum Value {
        case known(CivilDate, waitsFor: [CivilDate])
        case unknown(AnchorName)
    }

    mutating func due(_ expression: DueExpression) throws(DeadlineError) -> Instant? {
        switch expression {
        case .none:
            note(expression, "none")
            return nil
        case .named(let name):
            let value: DueExpression = try switchValue(name)
            guard case .named = value else { return try due(value) }
            throw .switchUnfit(name, expected: DueExpression.expectation)
        case .until(let date, let time, let bound):
            let day = try known(date)
            let (limit, because) = try resolve(bound)
            let dueAt = instant(day, time, limit)
            note(expression, dueAt.formatted(in: scope.zone), because)
            return dueAt
        }
    }

    private func instant(_ day: CivilDate, _ time: TimeOfDue, _ bound: Bound) -> Instant {
        switch (time, bound) {
        case (.endOfDay, .inclusive): scope.zone.instant(of: day, at: .endOfDay)
        case (.endOfDay, .exclusive): scope.zone.instant(of: day, at: .startOfDay)
        case (.at(let time), .inclusive): scope.zone.instant(of: day, at: time).adding(.seconds(60))
        case (.at(let time), .exclusive): scope.zone.instant(of: day, at: time)
        }
    }

    mutating func known(_ expression: DateExpression) throws(DeadlineError) -> CivilDate {
        switch try value(expression) {
        case .known(let date, _): return date
        case .unknown(let anchor): throw .uncapped(anchor)
        }
    }

    private mutating func value(_ expression: DateExpression) throws(DeadlineError) -> Value {
        let result: Value
        var because: String?
        switch expression {
        case .date(let date): return .known(date, waitsFor: [])
        case .anchor(let name, let edge):
            guard let anchor = scope.anchors[name] else {
                reads.insert("\(name)@unknown")
                note(expression, "unknown")
                return .unknown(name)
            }
            reads.insert("\(name)@\(anchor.revision)")
            let date = edge == .start ? anchor.start : anchor.end
            (result, because) = (.known(date, waitsFor: [date]), "revision \(anchor.revision)")
        case .plus(let base, let operand):
            (result, because) = try shifted(base, operand, 1)
        case .minus(let base, let operand):
            (result, because) = try shifted(base, operand, -1)
        case .earliest(let a, let b):
            result = earliest(try value(a), try value(b))
        case .latest(let a, let b):
            result = latest(try value(a), try value(b))
        case .roll(let base, let operand):
            let inner = try value(base)
            let (policy, reason) = try resolve(operand)
            guard case .known(let date, let waitsFor) = inner else { return inner }
            let rolled =
                policy == .none
                ? date : try onCalendar(date) { calendar throws(CalendarMissing) in try calendar.roll(date, policy) }
            let rest = rolled == date ? nil : "\(date) is a rest day"
            let reasons = [reason, rest].compactMap { $0 }
            because = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
            result = .known(rolled, waitsFor: waitsFor)
        case .named(let name):
            let inner: DateExpression = try switchValue(name)
            // A value that names switches would let two of them name each other.
            guard !inner.namesSwitch else { throw .switchUnfit(name, expected: "a date without switches") }
            (result, because) = (try value(inner), "\(name) = \(inner)")
        }
        if case .known(let date, _) = result { note(expression, date.description, because) }
        return result
    }

    private mutating func shifted(
        _ base: DateExpression, _ operand: Operand<Period>, _ sign: Int
    ) throws(DeadlineError) -> (Value, String?) {
        let inner = try value(base)
        let (period, because) = try resolve(operand)
        guard case .known(let date, let waitsFor) = inner else { return (inner, because) }
        let count = sign * period.count
        let moved: CivilDate
        switch period.unit {
        case .days: moved = date.adding(days: count)
        case .weeks: moved = date.adding(days: 7 * count)
        case .months: moved = date.adding(months: count)
        case .workdays:
            moved = try onCalendar(date) { calendar throws(CalendarMissing) in
                try calendar.adding(workdays: count, to: date)
            }
        }
        return (.known(moved, waitsFor: waitsFor), because)
    }

    private mutating func earliest(_ a: Value, _ b: Value) -> Value {
        switch (a, b) {
        case (.unknown, .unknown): return a
        case (.unknown, .known):
            provisional = true
            return b
        case (.known, .unknown):
            provisional = true
            return a
        case (.known(let first, let firstWaits), .known(let second, let secondWaits)):
            let (chosen, capped, waits) =
                first <= second ? (first, second, secondWaits) : (second, first, firstWaits)
            // The capped side follows its anchor, and the cap lies before that anchor: nothing can be delivered by then.
            if waits.contains(where: { $0 <= capped && $0 > chosen }) { infeasible = true }
            return .known(chosen, waitsFor: first <= second ? firstWaits : secondWaits)
        }
    }

    private func latest(_ a: Value, _ b: Value) -> Value {
        switch (a, b) {
        case (.unknown, _): return a
        case (_, .unknown): return b
        case (.known(let first, let firstWaits), .known(let second, let secondWaits)):
            return .known(max(first, second), waitsFor: firstWaits + secondWaits)
        }
    }

    // What is read of the scope.

    private mutating func resolve<Value>(_ operand: Operand<Value>) throws(DeadlineError) -> (Value, String?) {
        switch operand {
        case .value(let value): return (value, nil)
        case .named(let name):
            let value: Value = try switchValue(name)
            return (value, "\(name) = \(value)")
        }
    }

    private mutating func switchValue<Value: StringCodable>(_ name: SwitchName) throws(DeadlineError) -> Value {
        guard let text = scope.switches[name] else { throw .switchUnknown(name) }
        reads.insert("\(name)=\(text)")
        guard let value = Value(text) else { throw .switchUnfit(name, expected: Value.expectation) }
        return value
    }

    /// Notes the versions of every year between `date` and where the calendar led.
    private mutating func onCalendar(
        _ date: CivilDate, _ walk: (WorkCalendar) throws(CalendarMissing) -> CivilDate
    ) throws(DeadlineError) -> CivilDate {
        do throws(CalendarMissing) {
            let reached = try walk(scope.calendar)
            for year in min(date, reached).year...max(date, reached).year {
                reads.insert(
                    scope.calendar.version(of: year).map { "calendar \(year)@\($0)" } ?? "calendar \(year)=plain week")
            }
            return reached
        } catch {
            throw .calendarMissing(year: error.year)
        }
    }

    private mutating func note(_ expression: some CustomStringConvertible, _ value: String, _ because: String? = nil) {
        trace.append(DeadlineStep(expression: expression.description, value: value, because: because))
    }
}
