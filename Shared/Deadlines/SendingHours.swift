package import Values

/// When a message may go out: working hours of working days, less a person's quiet hours (M4).
package struct SendingHours: Sendable, Hashable {
    /// Wall-clock times; `end` is the first minute outside. `start` after `end` goes over midnight.
    package struct Span: Sendable, Hashable {
        package let start: LocalTime
        package let end: LocalTime

        package init(start: LocalTime, end: LocalTime) {
            self.start = start
            self.end = end
        }

        /// As parts of one day, in minutes.
        fileprivate var minutes: [Range<Int>] {
            start <= end
                ? [start.minuteOfDay..<end.minuteOfDay]
                : [0..<end.minuteOfDay, start.minuteOfDay..<LocalTime.endOfDay.minuteOfDay]
        }
    }

    private let zone: Zone
    /// nil: rest days are as good as working days.
    private let calendar: WorkCalendar?
    /// Ascending, disjoint, not empty.
    private let open: [Range<Int>]

    /// How far a search goes: beyond this nothing is allowed at all.
    private static let horizonDays = 400

    /// `calendar` nil: on every day. A calendar that misses years counts their plain week.
    package init(zone: Zone, working: Span, quiet: [Span] = [], calendar: WorkCalendar?) {
        self.zone = zone
        self.calendar = calendar?.orPlainWeek
        open = quiet.flatMap(\.minutes).reduce(working.minutes) { open, closed in
            open.flatMap { range in
                [
                    range.lowerBound..<max(range.lowerBound, min(range.upperBound, closed.lowerBound)),
                    min(range.upperBound, max(range.lowerBound, closed.upperBound))..<range.upperBound,
                ]
            }
        }
        .filter { !$0.isEmpty }
    }

    /// Whether quiet hours leave nothing of the working hours: nothing ever goes out.
    package var isEmpty: Bool { open.isEmpty }

    package func allows(_ instant: Instant) -> Bool {
        isOpen(zone.date(of: instant)) && open.contains { $0.contains(zone.time(of: instant).minuteOfDay) }
    }

    /// `instant` itself when it is allowed, otherwise the first instant after it that is; nil when there is none.
    package func first(from instant: Instant) -> Instant? {
        if allows(instant) { return instant }
        if isEmpty { return nil }
        let today = zone.date(of: instant)
        for offset in 0...Self.horizonDays {
            let day = today.adding(days: offset)
            guard isOpen(day) else { continue }
            for range in open {
                let start = zone.instant(of: day, at: LocalTime(minuteOfDay: range.lowerBound)!)  // 0…1440
                if start >= instant { return start }
            }
        }
        return nil
    }

    /// The last allowed whole minute before `instant`; nil when there is none.
    package func last(before instant: Instant) -> Instant? {
        if isEmpty { return nil }
        let today = zone.date(of: instant)
        for offset in 0...Self.horizonDays {
            let day = today.adding(days: -offset)
            guard isOpen(day) else { continue }
            for range in open.reversed() {
                let start = zone.instant(of: day, at: LocalTime(minuteOfDay: range.lowerBound)!)  // 0…1440
                guard start < instant else { continue }
                let end = zone.instant(of: day, at: LocalTime(minuteOfDay: range.upperBound)!)  // 0…1440
                let minutes = (min(instant, end).microseconds - start.microseconds - 1) / 60_000_000
                return start.adding(microseconds: minutes * 60_000_000)
            }
        }
        return nil
    }

    /// When a reminder meant for `meant` goes out: quiet hours and rest days move it later; one that was meant before
    /// `due` never past it, then it is the last allowed instant before `due`. nil when nothing is ever allowed.
    package func shift(_ meant: Instant, notPast due: Instant?) -> Instant? {
        let later = first(from: meant)
        guard let due, meant < due else { return later }
        if let later, later < due { return later }
        return last(before: due)
    }

    private func isOpen(_ day: CivilDate) -> Bool {
        guard let calendar else { return true }
        // Never thrown: a missing year is a plain week here. A day that nobody can judge is better told than missed.
        return (try? calendar.isWorkday(day)) ?? true
    }
}
