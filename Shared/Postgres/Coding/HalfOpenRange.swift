/// A value that bounds a range type of PostgreSQL.
package protocol PostgresRangeBound: PostgresCodable, Comparable {
    static var postgresRangeType: PostgresType { get }
}

/// A range from `lower` to before `upper`; nil is without bound. `daterange` and `tstzrange`.
///
/// PostgreSQL brings every `daterange` to this form; a `tstzrange` with other bounds is refused on reading.
package struct HalfOpenRange<Bound: PostgresRangeBound>: PostgresCodable, Hashable where Bound: Hashable {
    package let lower: Bound?
    package let upper: Bound?
    /// The range with nothing in it, which has no bounds.
    package let isEmpty: Bool

    package init(from lower: Bound?, upTo upper: Bound?) {
        self.lower = lower
        self.upper = upper
        isEmpty = false
    }

    private init() {
        lower = nil
        upper = nil
        isEmpty = true
    }

    package static var empty: Self { Self() }

    package static var postgresType: PostgresType { Bound.postgresRangeType }

    package init(postgres value: PostgresValue) throws {
        let bounds = try RangeReader(value, bound: Bound.postgresType)
        if bounds.isEmpty {
            self.init()
        } else {
            self.init(
                from: try bounds.lower.map { try Bound(postgres: $0) },
                upTo: try bounds.upper.map { try Bound(postgres: $0) })
        }
    }

    package func encode(into bytes: inout [UInt8]) {
        if isEmpty {
            bytes.append(1)
            return
        }
        bytes.append((lower == nil ? 8 : 2) | (upper == nil ? 16 : 0))
        if let lower { bytes.appendWithLength { lower.encode(into: &$0) } }
        if let upper { bytes.appendWithLength { upper.encode(into: &$0) } }
    }
}

/// `{"from": …, "upTo": …}` with null for no bound; the text "empty" when nothing is in it.
extension HalfOpenRange: Codable where Bound: Codable {
    private enum CodingKeys: CodingKey {
        case from
        case upTo
    }

    static var emptyText: String { "empty" }

    package init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self), text == Self.emptyText {
            self.init()
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            from: try container.decodeIfPresent(Bound.self, forKey: .from),
            upTo: try container.decodeIfPresent(Bound.self, forKey: .upTo))
    }

    package func encode(to encoder: any Encoder) throws {
        guard !isEmpty else {
            var container = encoder.singleValueContainer()
            return try container.encode(Self.emptyText)
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(lower, forKey: .from)
        try container.encode(upper, forKey: .upTo)
    }
}

/// The bounds of a range, as `range_send` writes them.
struct RangeReader {
    let lower: PostgresValue?
    let upper: PostgresValue?
    let isEmpty: Bool

    // The flags: 1 empty, 2 and 4 inclusive bounds, 8 and 16 bounds missing.
    init(_ value: PostgresValue, bound type: PostgresType) throws {
        var reader = BinaryReader(value.bytes)
        let flags = try reader.integer(UInt8.self)
        isEmpty = flags & 1 != 0
        guard !isEmpty else {
            (lower, upper) = (nil, nil)
            return
        }
        func bound(_ reader: inout BinaryReader) throws -> PostgresValue {
            let length = Int(try reader.integer(Int32.self))
            return PostgresValue(bytes: try reader.take(length), type: type)
        }
        lower = flags & 8 != 0 ? nil : try bound(&reader)
        upper = flags & 16 != 0 ? nil : try bound(&reader)
        guard lower == nil || flags & 2 != 0, flags & 4 == 0 else {
            throw PostgresValueError("the range is not half-open")
        }
    }
}
