extension JSONNode {
    /// A number without fraction and exponent that fits, exactly; nil for every other node (also for `1.0`).
    package var int64: Int64? {
        integer(Int64.self)
    }

    /// A number without fraction and exponent that fits, exactly; nil for every other node (also for `1.0`).
    package var uint64: UInt64? {
        integer(UInt64.self)
    }

    func integer<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        let word = word
        guard word.tag == .integer else { return nil }
        return withExtendedLifetime(document) {
            let digits = UnsafeBufferPointer(start: document.bytes + word.offset, count: word.payload)
            let isNegative = digits[0] == UInt8(ascii: "-")
            var value: Number = 0
            for digit in digits[(isNegative ? 1 : 0)...] {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                // Downwards for negative numbers: the least value has no positive counterpart.
                let step = Number(digit &- 0x30)
                let (sum, carry) =
                    isNegative ? product.subtractingReportingOverflow(step) : product.addingReportingOverflow(step)
                if overflow || carry { return nil }
                value = sum
            }
            return value
        }
    }

    /// Any number as the nearest `Double`; nil for every other kind, and for numbers beyond its range.
    package var double: Double? {
        let word = word
        guard word.tag == .integer || word.tag == .decimal else { return nil }
        return withExtendedLifetime(document) {
            let text = UnsafeBufferPointer(start: document.bytes + word.offset, count: word.payload)
            if let exact = exactDouble(text) { return exact }
            guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
            return value
        }
    }
}

/// The value of a decimal with at most 15 digits and a small exponent, where one multiplication or division of two exact
/// doubles rounds correctly (Clinger 1990); nil where the long way is needed.
private func exactDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard text.count <= 20 else { return nil }
    var index = text[0] == UInt8(ascii: "-") ? 1 : 0
    let isNegative = index == 1
    var mantissa: UInt64 = 0
    var digits = 0
    var decimals = 0
    var isFraction = false
    while index < text.count {
        let byte = text[index]
        if byte.isDigit {
            mantissa = mantissa &* 10 &+ UInt64(byte &- 0x30)
            digits += 1
            if isFraction { decimals += 1 }
        } else if byte == UInt8(ascii: ".") {
            isFraction = true
        } else {
            return nil  // an exponent
        }
        index += 1
    }
    guard digits <= 15 else { return nil }
    let value = Double(mantissa) / powersOfTen[decimals]
    return isNegative ? -value : value
}

private let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]
