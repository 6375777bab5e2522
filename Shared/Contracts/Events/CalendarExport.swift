import Values

/// Events as an iCalendar object (RFC 5545), for calendars of offices and phones.
package struct CalendarExport: Codable, Sendable, Equatable {
    /// `text/calendar`: lines end in CRLF, none is longer than 75 octets.
    package let text: String
    /// How many sessions stand in it.
    package let sessions: Int
    /// Pass as `after` for the events that did not fit; null when these were all.
    package let next: String?

    package init(text: String, sessions: Int, next: String?) {
        self.text = text
        self.sessions = sessions
        self.next = next
    }

    package static let example = CalendarExport(
        text: "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//activity-week//events//ZH\r\nEND:VCALENDAR\r\n", sessions: 0,
        next: nil)
}

extension EventsAPI {
    /// The published events of a campaign as a calendar: one entry for each session, the same one after a change, so that a
    /// calendar that subscribed moves it. What was published and then called off stands as cancelled.
    package enum ExportCalendar: RPCMethod {
        package struct Params: Codable, Sendable {
            /// A published campaign.
            package let campaign: CampaignKey
            /// Events of this track; all if absent.
            package let track: TrackCode?
            /// Events this unit hosts; all if absent.
            package let host: UnitKey?
            /// The `next` of the page before; absent for the first page.
            package let after: String?
            /// 1…500 events, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey, track: TrackCode? = nil, host: UnitKey? = nil, after: String? = nil,
                limit: Int? = nil
            ) {
                self.campaign = campaign
                self.track = track
                self.host = host
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = CalendarExport
        package static let contract = MethodContract(
            "events.calendar.export", "The published events as an iCalendar object.", kind: .query,
            access: .scoped(.readPublished, [.list]),
            faults: [.campaignUnknownToEvents])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: CalendarExport.example)
        ]
    }
}
