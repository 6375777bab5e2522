/// A finite `numeric` with every digit as PostgreSQL prints it: `-12.50` keeps its scale. No arithmetic; sums are
/// PostgreSQL's work. NaN and infinity are refused.
package struct ExactDecimal: Hashable, Sendable {
    /// `-?digits(.digits)?`, without zeros in front of the integer part.
    package let text: String

    /// nil unless `text` is digits with an optional sign and an optional fraction; no exponent.
    package init?(_ text: String) {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard parts.count <= 2, isDigits, text.utf8.count <= 1_000 else { return nil }
        let whole = parts[0].drop { $0 == "0" }
        let fraction = parts.count == 2 ? parts[1] : ""
        let isZero = whole.isEmpty && fraction.allSatisfy { $0 == "0" }
        let sign = isNegative && !isZero ? "-" : ""
        self.text = sign + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
    }

    package init(_ value: Int) { text = String(value) }

    package var double: Double { Double(text) ?? .nan }
}

extension ExactDecimal: CustomStringConvertible {
    package var description: String { text }
}

/// The binary form: count, weight of the first, sign, scale, then digits of base 10,000 (`numeric_send`).
extension ExactDecimal: PostgresCodable {
    package static var postgresType: PostgresType { .numeric }

    package init(postgres value: PostgresValue) throws {
        var reader = BinaryReader(value.bytes)
        let count = Int(try reader.integer(Int16.self))
        let weight = Int(try reader.integer(Int16.self))
        let sign = try reader.integer(UInt16.self)
        let scale = Int(try reader.integer(UInt16.self))
        guard sign == 0 || sign == 0x4000 else { throw PostgresValueError("the number is not finite") }
        let digits = try (0..<max(0, count)).map { _ in Int(try reader.integer(Int16.self)) }
        func group(_ index: Int) -> String {
            let text = String(digits.indices.contains(index) ? digits[index] : 0)
            return String(repeating: "0", count: max(0, 4 - text.utf8.count)) + text
        }
        var text = weight < 0 ? "0" : (0...weight).map(group).joined()
        if scale > 0 {
            let groups = (scale + 3) / 4
            text += "." + (weight + 1..<weight + 1 + groups).map(group).joined().prefix(scale)
        }
        guard let decimal = ExactDecimal((sign == 0x4000 ? "-" : "") + text) else {
            throw PostgresValueError("the number has too many digits")
        }
        self = decimal
    }

    package func encode(into bytes: inout [UInt8]) {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".")
        let whole = parts[0]
        let fraction = parts.count == 2 ? parts[1] : ""
        let padding = String(repeating: "0", count: (4 - whole.utf8.count % 4) % 4)
        let tail = String(repeating: "0", count: (4 - fraction.utf8.count % 4) % 4)
        let all = Array((padding + whole + fraction + tail).utf8)
        var digits = stride(from: 0, to: all.count, by: 4).map { start in
            all[start..<start + 4].reduce(Int16(0)) { $0 * 10 + Int16($1 - 0x30) }
        }
        var weight = (padding.utf8.count + whole.utf8.count) / 4 - 1
        while digits.first == 0 {
            digits.removeFirst()
            weight -= 1
        }
        while digits.last == 0 { digits.removeLast() }
        bytes.appendBigEndian(Int16(digits.count))
        bytes.appendBigEndian(Int16(digits.isEmpty ? 0 : weight))
        bytes.appendBigEndian(UInt16(isNegative ? 0x4000 : 0))
        bytes.appendBigEndian(UInt16(fraction.utf8.count))
        for digit in digits { bytes.appendBigEndian(digit) }
    }
}
