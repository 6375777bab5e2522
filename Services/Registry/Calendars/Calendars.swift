import Shared

struct Calendars: Sendable {
    func publish(
        _ params: RegistryAPI.PublishCalendar.Params, _ effect: Effect
    ) async throws -> RegistryAPI.PublishCalendar.Result {
        let violations = CalendarRules.violations(of: params.days, year: params.year)
        guard violations.isEmpty else { throw Fault(.calendarInvalid, violations: Array(violations.prefix(50))) }
        // Versions are numbered without gaps, and the same calendar twice is one version: one publisher of a year at a time.
        try await effect.transaction.lock("calendar \(params.year)")
        let days = params.days.sorted { $0.date < $1.date }
        let newest = try await effect.first(CalendarStatements.get, params.year, nil, nil)
        func result(version: Int, _ outcome: Outcome) -> RegistryAPI.PublishCalendar.Result {
            RegistryAPI.PublishCalendar.Result(
                year: params.year, version: version, workingDays: days.count(where: \.working), outcome: outcome)
        }
        if let newest,
            try await effect.query(CalendarStatements.days, newest.year, newest.version) == days
        {
            return result(version: newest.version, .unchanged)
        }
        let head = CalendarHead(
            year: params.year, version: (newest?.version ?? 0) + 1, source: params.source, publishedAt: effect.now)
        try await effect.execute(
            CalendarStatements.insert, head.year, head.version, head.source, head.publishedAt)
        try await effect.execute(
            CalendarStatements.insertDays, head.year, head.version, days.map(\.date), days.map(\.working),
            days.map(\.holiday))
        try await effect.record(.published, "calendar", id: String(head.year), data: head.calendar(days))
        return result(version: head.version, .created)
    }

    func get(_ params: RegistryAPI.GetCalendar.Params, _ context: QueryContext) async throws -> Calendar {
        guard
            let head = try await context.database.first(
                CalendarStatements.get, params.year, params.version, params.knownAt)
        else { throw Fault.calendarMissing(params.year) }
        return head.calendar(try await context.database.query(CalendarStatements.days, head.year, head.version))
    }

    func isWorkday(
        _ params: RegistryAPI.IsWorkday.Params, _ context: QueryContext
    ) async throws -> RegistryAPI.IsWorkday.Result {
        let calendar = try await get(RegistryAPI.GetCalendar.Params(year: params.date.year), context)
        guard let day = calendar.days.first(where: { $0.date == params.date }) else {
            throw Fault.calendarMissing(params.date.year)
        }
        return RegistryAPI.IsWorkday.Result(
            date: day.date, working: day.working, holiday: day.holiday, calendarVersion: calendar.version)
    }

    func addWorkdays(
        _ params: RegistryAPI.AddWorkdays.Params, _ context: QueryContext
    ) async throws -> RegistryAPI.AddWorkdays.Result {
        guard (-366...366).contains(params.days) else {
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.days", rule: "out_of_range", detail: "must be −366…366")])
        }
        var calendars: [Int: Calendar] = [:]
        var working: Set<CivilDate> = []
        var date = params.date
        var left = abs(params.days)
        while left > 0 {
            date = date.adding(days: params.days.signum())
            if calendars[date.year] == nil {
                let calendar = try await get(RegistryAPI.GetCalendar.Params(year: date.year), context)
                calendars[date.year] = calendar
                working.formUnion(calendar.days.filter(\.working).map(\.date))
            }
            if working.contains(date) { left -= 1 }
        }
        return RegistryAPI.AddWorkdays.Result(
            date: date,
            calendars: calendars.values.sorted { $0.year < $1.year }.map {
                CalendarVersion(year: $0.year, version: $0.version)
            })
    }
}

extension Fault {
    static func calendarMissing(_ year: Int) -> Fault {
        Fault(.calendarMissing, "No calendar of the year \(year) is published")
    }
}
