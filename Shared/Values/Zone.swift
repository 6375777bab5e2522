/// A zone without daylight saving: the identifier a campaign file may name, and its fixed offset.
///
/// Campaigns run in `Asia/Shanghai`, whose offset has been +08:00 since 1991-09-15; a table of the world's zones would
/// add rules nobody here needs and a file that must be kept up to date. `UTC` and plain offsets (`+08:00`) are known
/// too; every other name is refused.
package struct Zone: Hashable, Sendable {
    package let identifier: String
    package let offsetSeconds: Int

    package static let utc = Zone(identifier: "UTC", offsetSeconds: 0)
    package static let shanghai = Zone(identifier: "Asia/Shanghai", offsetSeconds: 8 * 3600)

    private init(identifier: String, offsetSeconds: Int) {
        self.identifier = identifier
        self.offsetSeconds = offsetSeconds
    }

    /// `Z` or `+08:00`.
    var offset: String {
        guard offsetSeconds != 0 else { return "Z" }
        let minutes = abs(offsetSeconds) / 60
        return "\(offsetSeconds < 0 ? "-" : "+")\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
    }

    func civil(_ instant: Instant) -> (date: CivilDate, secondOfDay: Int, microsecond: Int) {
        let local = instant.microseconds + Int64(offsetSeconds) * 1_000_000
        let (days, rest) = floorDivision(local, 86_400_000_000)
        return (
            CivilDate.min.adding(days: Int(days) - Int(CivilDate.min.daysSinceEpoch)),
            Int(rest / 1_000_000), Int(rest % 1_000_000)
        )
    }

    /// The civil date that clocks in the zone show at `instant`.
    package func date(of instant: Instant) -> CivilDate { civil(instant).date }

    /// The wall-clock time in the zone, in minutes precision (seconds are cut).
    package func time(of instant: Instant) -> LocalTime { LocalTime(minuteOfDay: civil(instant).secondOfDay / 60)! }

    /// The instant at which `date` shows `time` here. `LocalTime.endOfDay` gives the start of the next day.
    package func instant(of date: CivilDate, at time: LocalTime = .startOfDay) -> Instant {
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(time.minuteOfDay) * 60 - Int64(offsetSeconds)
        return Instant(microseconds: seconds * 1_000_000)
    }
}

private func floorDivision(_ dividend: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

extension Zone: StringCodable {
    package static let expectation = "Asia/Shanghai, UTC or an offset such as +08:00"

    package init?(_ text: String) {
        switch text {
        case "Asia/Shanghai": self = .shanghai
        case "UTC", "Z": self = .utc
        default:
            var text = text
            let seconds = text.withUTF8 { bytes -> Int? in
                guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = decimal(bytes[1..<3]), hours <= 14,
                    let minutes = decimal(bytes[4..<6]), minutes < 60
                else { return nil }
                switch bytes[0] {
                case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
                case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
                default: return nil
                }
            }
            guard let seconds else { return nil }
            self.init(identifier: text, offsetSeconds: seconds)
        }
    }

    package var description: String { identifier }
}

/// A wall-clock time of whole minutes, 00:00…24:00; 24:00 is the end of the day.
package struct LocalTime: Hashable, Comparable, Sendable {
    package let minuteOfDay: Int

    package static let startOfDay = LocalTime(unchecked: 0)
    package static let endOfDay = LocalTime(unchecked: 1440)

    private init(unchecked minuteOfDay: Int) { self.minuteOfDay = minuteOfDay }

    /// nil outside 0…1440.
    package init?(minuteOfDay: Int) {
        guard (0...1440).contains(minuteOfDay) else { return nil }
        self.init(unchecked: minuteOfDay)
    }

    package static func < (a: LocalTime, b: LocalTime) -> Bool { a.minuteOfDay < b.minuteOfDay }
}

extension LocalTime: StringCodable {
    package static let expectation = "a time HH:MM from 00:00 to 24:00"

    package init?(_ text: String) {
        var text = text
        let minute = text.withUTF8 { bytes -> Int? in
            guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hours = decimal(bytes[0..<2]),
                let minutes = decimal(bytes[3..<5]), minutes < 60
            else { return nil }
            return hours * 60 + minutes
        }
        guard let minute, let time = LocalTime(minuteOfDay: minute) else { return nil }
        self = time
    }

    package var description: String { "\(padded(minuteOfDay / 60, 2)):\(padded(minuteOfDay % 60, 2))" }
}
