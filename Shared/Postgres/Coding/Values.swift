package import Values

/// `timestamptz`, whose microseconds PostgreSQL counts from 2000-01-01T00:00:00Z. `infinity` is refused.
extension Instant: PostgresRangeBound {
    private static var postgresEpoch: Int64 { 946_684_800_000_000 }

    package static var postgresType: PostgresType { .timestamptz }

    package static var postgresRangeType: PostgresType { .tstzrange }

    package init(postgres value: PostgresValue) throws {
        let (sum, overflow) = try value.integer(Int64.self).addingReportingOverflow(Self.postgresEpoch)
        let instant = Instant(microseconds: sum)
        guard !overflow, instant >= .min, instant <= .max else {
            throw PostgresValueError("the instant is infinite or outside the years 1…9999")
        }
        self = instant
    }

    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(microseconds - Self.postgresEpoch) }
}

/// `date`, whose days PostgreSQL counts from 2000-01-01. `infinity` is refused.
extension CivilDate: PostgresRangeBound {
    private static var postgresEpoch: Int32 { 10_957 }

    package static var postgresType: PostgresType { .date }

    package static var postgresRangeType: PostgresType { .daterange }

    package init(postgres value: PostgresValue) throws {
        let (sum, overflow) = try value.integer(Int32.self).addingReportingOverflow(Self.postgresEpoch)
        let date = CivilDate(daysSinceEpoch: sum)
        guard !overflow, date >= .min, date <= .max else {
            throw PostgresValueError("the date is infinite or outside the years 1…9999")
        }
        self = date
    }

    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(daysSinceEpoch - Self.postgresEpoch) }
}

extension UniqueID: PostgresCodable {
    package static var postgresType: PostgresType { .uuid }

    package init(postgres value: PostgresValue) throws {
        var reader = BinaryReader(value.bytes)
        self.init(high: try reader.integer(), low: try reader.integer())
    }

    package func encode(into bytes: inout [UInt8]) {
        bytes.appendBigEndian(high)
        bytes.appendBigEndian(low)
    }
}

extension ID: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .uuid }

    package init(postgres value: PostgresValue) throws { self.init(try UniqueID(postgres: value)) }

    package func encode(into bytes: inout [UInt8]) { value.encode(into: &bytes) }
}

extension Code: PostgresEncodable, PostgresDecodable, PostgresText {
    package static var postgresSample: Self? { Self("") }
}
