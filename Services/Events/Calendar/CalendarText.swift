import Shared

/// Writes an iCalendar object (RFC 5545), as pure functions.
enum CalendarText {
    /// A session of an event as a calendar shows it.
    struct Entry: Sendable {
        /// Globally unique and the same for every version of the session (RFC 5545 §3.8.4.7).
        let uid: String
        let start: Instant
        let end: Instant
        let title: String
        let place: String?
        /// Grows with every announcement: a calendar takes the greater one (§3.8.7.4).
        let sequence: Int
        let isCancelled: Bool
    }

    static func calendar(_ entries: [Entry], stampedAt stamp: Instant) -> String {
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//activity-week//events//ZH", "CALSCALE:GREGORIAN"]
        for entry in entries {
            lines += [
                "BEGIN:VEVENT", "UID:\(entry.uid)", "DTSTAMP:\(time(stamp))", "DTSTART:\(time(entry.start))",
                "DTEND:\(time(entry.end))", "SUMMARY:\(escaped(entry.title))",
            ]
            if let place = entry.place { lines.append("LOCATION:\(escaped(place))") }
            lines += [
                "SEQUENCE:\(entry.sequence)", "STATUS:\(entry.isCancelled ? "CANCELLED" : "CONFIRMED")", "END:VEVENT",
            ]
        }
        lines.append("END:VCALENDAR")
        return lines.map { folded($0) + "\r\n" }.joined()
    }

    /// In UTC (§3.3.5, form 2): no time zone has to be described. Fractions of a second have no place there.
    static func time(_ instant: Instant) -> String {
        instant.description.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    /// TEXT (§3.3.11).
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case ";": result += "\\;"
            case ",": result += "\\,"
            case "\n": result += "\\n"
            case "\r": continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// No line is longer than 75 octets; a character is never cut (§3.1).
    static func folded(_ line: String) -> String {
        var result = ""
        var octets = 0
        for scalar in line.unicodeScalars {
            let width = UTF8.width(scalar)
            if octets + width > 75 {
                result += "\r\n "
                octets = 1
            }
            result.unicodeScalars.append(scalar)
            octets += width
        }
        return result
    }
}
