/// A point on the time line: microseconds since 1970-01-01T00:00:00Z, PostgreSQL's own precision.
///
/// Encoded as RFC 3339 with offset, always `Z`, with as many fraction digits as it needs (none, 3 or 6). Leap seconds
/// are refused, as POSIX time has none. Range: years 0001…9999.
package struct Instant: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package static let min = Instant(microseconds: Int64(CivilDate.min.daysSinceEpoch) * 86_400_000_000)
    package static let max = Instant(microseconds: (Int64(CivilDate.max.daysSinceEpoch) + 1) * 86_400_000_000 - 1)

    /// Clamped to `min…max`.
    package func adding(microseconds delta: Int64) -> Instant {
        let (sum, overflow) = microseconds.addingReportingOverflow(delta)
        guard !overflow else { return delta < 0 ? .min : .max }
        return Swift.min(Swift.max(Instant(microseconds: sum), .min), .max)
    }

    package func adding(_ duration: Duration) -> Instant { adding(microseconds: duration.wholeMicroseconds) }

    package func duration(since earlier: Instant) -> Duration {
        .microseconds(microseconds - earlier.microseconds)
    }

    package static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
}

extension Duration {
    /// Rounded towards zero; clamped to what fits.
    package var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }
}

extension Instant: LosslessStringConvertible {
    /// RFC 3339 date-time: `2026-05-20T24:00` and missing offsets are refused; fractions beyond 6 digits too.
    package init?(_ text: String) {
        var text = text
        guard let parsed = text.withUTF8({ Instant.parse($0) }) else { return nil }
        self = parsed
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Instant? {
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"),
            let year = decimal(bytes[0..<4]), let month = decimal(bytes[5..<7]), let day = decimal(bytes[8..<10]),
            let date = CivilDate(year: year, month: month, day: day),
            let hour = decimal(bytes[11..<13]), hour < 24, let minute = decimal(bytes[14..<16]), minute < 60,
            let second = decimal(bytes[17..<19]), second < 60
        else { return nil }
        var index = 19
        var fraction = 0
        if bytes[index] == UInt8(ascii: ".") {
            let start = index + 1
            index = start
            while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 { index += 1 }
            let digits = index - start
            guard (1...6).contains(digits), let value = decimal(bytes[start..<index]) else { return nil }
            fraction = (digits..<6).reduce(value) { scaled, _ in scaled * 10 }
        }
        guard let offset = offsetSeconds(bytes[index...]) else { return nil }
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
        let instant = Instant(microseconds: seconds * 1_000_000 + Int64(fraction))
        return instant >= .min && instant <= .max ? instant : nil
    }

    private static func offsetSeconds(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        guard let sign = bytes.first else { return nil }
        if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return bytes.count == 1 ? 0 : nil }
        let start = bytes.startIndex
        guard bytes.count == 6, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            bytes[start + 3] == UInt8(ascii: ":"), let hours = decimal(bytes[start + 1..<start + 3]), hours < 24,
            let minutes = decimal(bytes[start + 4..<start + 6]), minutes < 60
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    package var description: String { formatted(in: .utc) }

    /// RFC 3339 with the zone's offset: `2026-05-21T00:00:00+08:00`.
    package func formatted(in zone: Zone) -> String {
        let (date, secondOfDay, fraction) = zone.civil(self)
        let (year, month, day) = date.components
        let offset = zone.offset
        // Digits in place: every answer and every digest has instants, and texts put together cost ten times as much.
        return String(unsafeUninitializedCapacity: 26 + offset.utf8.count) { buffer in
            var count = 0
            func put(_ value: Int, _ width: Int, behind separator: Unicode.Scalar?) {
                if let separator {
                    buffer[count] = UInt8(ascii: separator)
                    count += 1
                }
                var rest = value
                for place in (0..<width).reversed() {
                    buffer[count + place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                count += width
            }
            put(year, 4, behind: nil)
            put(month, 2, behind: "-")
            put(day, 2, behind: "-")
            put(secondOfDay / 3600, 2, behind: "T")
            put(secondOfDay / 60 % 60, 2, behind: ":")
            put(secondOfDay % 60, 2, behind: ":")
            if fraction != 0 {
                let isWhole = fraction % 1000 == 0
                put(isWhole ? fraction / 1000 : fraction, isWhole ? 3 : 6, behind: ".")
            }
            for byte in offset.utf8 {
                buffer[count] = byte
                count += 1
            }
            return count
        }
    }
}

extension Instant: StringCodable {
    package static let expectation = "an instant in RFC 3339 with offset, as 2026-05-20T09:00:00+08:00"
}
