/// Where a call stands in a trace: W3C Trace Context, version 00.
package struct TraceContext: Sendable, Hashable {
    /// The 128 bits of the trace id; never both 0.
    let high: UInt64
    let low: UInt64
    let isSampled: Bool

    init(high: UInt64, low: UInt64, isSampled: Bool = false) {
        self.high = high
        self.low = low
        self.isSampled = isSampled
    }

    /// Nil for what is not a `traceparent`; a caller's unreadable one is ignored, as the recommendation says.
    package init?(traceparent text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard text.utf8.count == 55, parts.count == 4, parts[0].elementsEqual("00".utf8), parts[1].count == 32,
            parts[2].count == 16, parts[3].count == 2, let high = hexadecimal(parts[1].prefix(16)),
            let low = hexadecimal(parts[1].suffix(16)), let span = hexadecimal(parts[2]),
            let flags = hexadecimal(parts[3]), high | low != 0, span != 0
        else { return nil }
        self.init(high: high, low: low, isSampled: flags & 1 == 1)
    }

    /// 32 lower-case hexadecimal digits.
    package var traceID: String { padded(high) + padded(low) }

    /// The `traceparent` of a call made on behalf of this one.
    package func traceparent(span: UInt64) -> String {
        "00-\(traceID)-\(padded(span | 1))-\(isSampled ? "01" : "00")"
    }
}

private func padded(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

private func hexadecimal(_ digits: Substring.UTF8View) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - 0x30)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - 0x57)
        default: return nil
        }
    }
    return value
}
