package import Values

extension RegistryAPI {
    /// A year's calendar, as a whole.
    package enum PublishCalendar: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// 1901…2200.
            package let year: Int
            /// Every day of the year exactly once, in any order.
            package let days: [CalendarDay]
            /// The document that orders the days; kept with the version.
            package let source: String

            package init(year: Int, days: [CalendarDay], source: String) {
                self.year = year
                self.days = days
                self.source = source
            }
        }

        package struct Result: Codable, Sendable, Hashable {
            /// As asked for.
            package let year: Int
            /// The version that stands now, new or not.
            package let version: Int
            /// How many of the year's days are working days.
            package let workingDays: Int
            /// `unchanged` when the newest version says the same of every day.
            package let outcome: Outcome

            package init(year: Int, version: Int, workingDays: Int, outcome: Outcome) {
                self.year = year
                self.version = version
                self.workingDays = workingDays
                self.outcome = outcome
            }
        }

        package static let contract = MethodContract(
            "registry.calendars.publish", "Publishes a year's calendar as a new version, unless nothing changed.",
            kind: .mutation, access: .roles([.provinceAdmin]), faults: [.calendarInvalid])
        package static let examples = [
            Example(
                "shortened: the days after the first are left out",
                params: Params(year: 2026, days: [.exampleNewYear], source: "国务院办公厅 2025-11-04"),
                result: Result(year: 2026, version: 1, workingDays: 248, outcome: .created))
        ]
    }

    /// A year's calendar.
    package enum GetCalendar: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// 1901…2200; `CALENDAR_MISSING` when none of that year is published.
            package let year: Int
            /// Default: the newest known at `knownAt`.
            package let version: Int?
            /// What the registry knew then; default now.
            package let knownAt: Instant?

            package init(year: Int, version: Int? = nil, knownAt: Instant? = nil) {
                self.year = year
                self.version = version
                self.knownAt = knownAt
            }
        }

        package typealias Result = Calendar

        package static let contract = MethodContract(
            "registry.calendars.get", "A year's calendar with all its days.", kind: .query, faults: [.calendarMissing],
            positional: ["year", "version"])
        package static let examples = [
            Example(
                "shortened: the days after the first are left out", params: Params(year: 2026),
                result: Calendar(
                    year: 2026, version: 1, source: "国务院办公厅 2025-11-04", publishedAt: .exampleLoad,
                    days: [.exampleNewYear]))
        ]
    }

    /// Whether a date is a working day.
    package enum IsWorkday: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The date in question, in any published year.
            package let date: CivilDate

            package init(date: CivilDate) { self.date = date }
        }

        package struct Result: Codable, Sendable, Hashable {
            /// As asked for.
            package let date: CivilDate
            /// Whether it is a working day; a Saturday may be one (调休).
            package let working: Bool
            /// The holiday it belongs to or makes up for; null on a plain day.
            package let holiday: String?
            /// The version that says so.
            package let calendarVersion: Int

            package init(date: CivilDate, working: Bool, holiday: String?, calendarVersion: Int) {
                self.date = date
                self.working = working
                self.holiday = holiday
                self.calendarVersion = calendarVersion
            }
        }

        package static let contract = MethodContract(
            "registry.calendars.isWorkday", "Whether a date is a working day.", kind: .query,
            faults: [.calendarMissing], positional: ["date"])
        package static let examples = [
            Example(
                params: Params(date: CivilDate("2026-05-09")!),  // a constant date
                result: Result(
                    date: CivilDate("2026-05-09")!, working: true, holiday: "劳动节", calendarVersion: 1))
        ]
    }

    /// Working days counted from a date.
    package enum AddWorkdays: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The date to count from.
            package let date: CivilDate
            /// −366…366. The start day is not counted; 0 gives the date itself, working or not.
            package let days: Int

            package init(date: CivilDate, days: Int) {
                self.date = date
                self.days = days
            }
        }

        package struct Result: Codable, Sendable, Hashable {
            /// The day that was reached: a working day, unless `days` was 0.
            package let date: CivilDate
            /// The calendars that were read, by year.
            package let calendars: [CalendarVersion]

            package init(date: CivilDate, calendars: [CalendarVersion]) {
                self.date = date
                self.calendars = calendars
            }
        }

        package static let contract = MethodContract(
            "registry.calendars.addWorkdays", "The working day that lies a number of working days from a date.",
            kind: .query, faults: [.calendarMissing], positional: ["date", "days"])
        package static let examples = [
            Example(
                params: Params(date: CivilDate("2026-05-20")!, days: -2),  // a constant date
                result: Result(
                    date: CivilDate("2026-05-18")!, calendars: [CalendarVersion(year: 2026, version: 1)]))
        ]
    }
}
