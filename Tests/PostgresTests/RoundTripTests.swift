import Postgres
import TestSupport
import Testing
import Values

/// Every type goes to PostgreSQL and back in binary, and PostgreSQL reads in it what was meant.
@Suite struct RoundTripTests {
    private func roundTrip<Value: PostgresCodable & Equatable>(
        _ values: [Value], as type: String, on lease: Lease, shown: [String?]? = nil
    ) async throws {
        let statement = Statement(
            "SELECT $1::\(type), ($1::\(type))::text", Value.self, access: .write
        ) { row in (try row.next(Value.self), try row.next(String?.self)) }
        for (index, value) in values.enumerated() {
            let (back, text) = try await lease.one(statement, value)
            #expect(back == value)
            if let shown { #expect(text == shown[index]) }
        }
        let optional = Statement("SELECT $1::\(type)", Value?.self, access: .write) { row in try row.next(Value?.self) }
        #expect(try await lease.one(optional, nil) == nil)
    }

    @Test func scalarsKeepTheirValue() async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { lease in
                try await roundTrip([true, false], as: "bool", on: lease, shown: ["true", "false"])
                try await roundTrip([Int16.min, 0, .max], as: "int2", on: lease)
                try await roundTrip([Int32.min, -1, .max], as: "int4", on: lease)
                try await roundTrip(
                    [Int64.min, 7, .max], as: "int8", on: lease, shown: ["\(Int64.min)", "7", "\(Int64.max)"])
                try await roundTrip([Int.min, .max], as: "int8", on: lease)
                try await roundTrip(
                    [0.1, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude], as: "float8", on: lease)
                try await roundTrip(
                    ["", "安徽省", "𠮷😀", "a\"\\'\n"], as: "text", on: lease, shown: ["", "安徽省", "𠮷😀", "a\"\\'\n"])
                try await roundTrip(
                    [Bytes([]), Bytes([0, 255, 0x5c])], as: "bytea", on: lease, shown: ["\\x", "\\x00ff5c"])
            }
        }
    }

    @Test func valuesOfTheHouseKeepTheirValue() async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { lease in
                let id = UniqueID.make(at: Instant(microseconds: 1_780_000_000_000_000))
                try await roundTrip([id], as: "uuid", on: lease, shown: [id.description])
                try await roundTrip([ID<RoundTripTests>(id)], as: "uuid", on: lease)
                try await roundTrip(
                    [CivilDate.min, CivilDate("2026-05-20")!, .max], as: "date", on: lease,
                    shown: ["0001-01-01", "2026-05-20", "9999-12-31"])
                try await roundTrip(
                    [Instant.min, Instant("2026-05-20T01:02:03.456789Z")!, .max], as: "timestamptz", on: lease,
                    shown: ["0001-01-01 00:00:00+00", "2026-05-20 01:02:03.456789+00", "9999-12-31 23:59:59.999999+00"])
                try await roundTrip([Code<RoundTripTests>("h-v")], as: "text", on: lease, shown: ["h-v"])
            }
        }
    }

    @Test(arguments: [
        "0", "0.00", "-0.5", "12.50", "10000", "9999.9999", "100000000", "0.0001", "0.00001", "-123456789012345678.90",
        "10000.0001", "99990000",
    ])
    func decimalsKeepEveryDigit(text: String) async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { lease in
                let decimal = try #require(ExactDecimal(text))
                #expect(decimal.text == text)
                try await roundTrip([decimal], as: "numeric", on: lease, shown: [text])
            }
        }
    }

    @Test func jsonPassesThroughUnread() async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { lease in
                let texts = [#"{"a": [1, 2.50, null], "名": "值😀"}"#, "null", "[]"]
                try await roundTrip(texts.map { RawJSON($0) }, as: "jsonb", on: lease, shown: texts)
            }
        }
    }

    @Test func arraysKeepOrderNullsAndEmptiness() async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { lease in
                try await roundTrip([[], [1, 2, 3]] as [[Int64]], as: "int8[]", on: lease, shown: ["{}", "{1,2,3}"])
                try await roundTrip([["", "a,b", "𠮷"]], as: "text[]", on: lease)
                try await roundTrip([["x", nil, ""]] as [[String?]], as: "text[]", on: lease, shown: ["{x,NULL,\"\"}"])
                try await roundTrip([[UniqueID(high: 1, low: 2)], []], as: "uuid[]", on: lease)
                try await roundTrip([[CivilDate("2026-05-20")!]], as: "date[]", on: lease, shown: ["{2026-05-20}"])
                try await roundTrip([[Instant.max]], as: "timestamptz[]", on: lease)
                try await roundTrip([[true, false]], as: "bool[]", on: lease)
                try await roundTrip([[ExactDecimal("1.50")!]], as: "numeric[]", on: lease, shown: ["{1.50}"])
                try await roundTrip([[RawJSON("{}")]], as: "jsonb[]", on: lease)
                try await roundTrip([[Bytes([1]), Bytes([])]], as: "bytea[]", on: lease)
            }
        }
    }

    @Test func rangesAreHalfOpen() async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { lease in
                let day = CivilDate("2026-05-20")!
                try await roundTrip(
                    [
                        HalfOpenRange(from: day, upTo: day.adding(days: 7)), HalfOpenRange(from: nil, upTo: day),
                        HalfOpenRange(from: day, upTo: nil), HalfOpenRange(from: nil, upTo: nil), .empty,
                    ], as: "daterange", on: lease,
                    shown: ["[2026-05-20,2026-05-27)", "(,2026-05-20)", "[2026-05-20,)", "(,)", "empty"])
                try await roundTrip(
                    [HalfOpenRange(from: Instant(microseconds: 0), upTo: .max)], as: "tstzrange", on: lease)
                let closed = Statement("SELECT tstzrange(now(), now(), '[]')", access: .write) { row in
                    try row.next(HalfOpenRange<Instant>.self)
                }
                await #expect(throws: PostgresError.self) { try await lease.one(closed) }
            }
        }
    }

    @Test func infinityIsRefusedWithItsColumn() async throws {
        try await TestPostgres.withDatabase { database in
            let statement = Statement("SELECT 1, 'infinity'::timestamptz AS due") { row in
                (try row.next(Int32.self), try row.next(Instant.self))
            }
            let error = await #expect(throws: PostgresError.self) { try await database.one(statement) }
            #expect(error?.code == .decoding)
            #expect(error?.description.contains("column 2 (due): timestamptz expected") ?? false)
        }
    }

    @Test func narrowIntegersWidenAndWideOnesAreRefused() async throws {
        try await TestPostgres.withDatabase { database in
            let widening = Statement("SELECT 1::int2, 2::int4, 3::int4") { row in
                (try row.next(Int64.self), try row.next(Int.self), try row.next(Int32.self))
            }
            let wide = try await database.one(widening)
            #expect(wide == (1, 2, 3))
            let narrowing = Statement("SELECT 1::int8 AS n") { row in try row.next(Int32.self) }
            let error = await #expect(throws: PostgresError.self) { try await database.one(narrowing) }
            #expect(error?.description == "column 1 (n): int4 expected, int8 came")
            #expect(error?.statement == "SELECT 1::int8 AS n")
        }
    }

    @Test func nullAndMissingColumnsAreErrorsThatNameThem() async throws {
        try await TestPostgres.withDatabase { database in
            let null = Statement("SELECT NULL::text AS name") { row in try row.next(String.self) }
            let error = await #expect(throws: PostgresError.self) { try await database.one(null) }
            #expect(error?.description == "column 1 (name): text expected, null came")
            let missing = Statement("SELECT 1") { row in (try row.next(Int.self), try row.next(Int.self)) }
            await #expect(throws: PostgresError.self) { try await database.one(missing) }
            let named = Statement("SELECT 1 AS a, 'x' AS b") { row in
                (try row.decode(String.self, "b"), try row.decode(Int.self, "a"))
            }
            let pair = try await database.one(named)
            #expect(pair == ("x", 1))
        }
    }

    /// A server that keeps its protocol does not send such values; a decoder must not read beyond them all the same.
    @Test func wrongLengthsAreErrorsAndNothingIsReadBeyondThem() throws {
        func refuses<Value: PostgresDecodable>(_: Value.Type, _ bytes: [UInt8], _ type: PostgresType) {
            let error = #expect(throws: PostgresValueError.self) {
                try bytes.withUnsafeBytes { _ = try Value(postgres: PostgresValue(bytes: $0, type: type)) }
            }
            #expect(error?.reason.isEmpty == false)
        }
        for length in [0, 1, 3, 5, 7, 9, 15, 17] {
            let bytes = [UInt8](repeating: 0, count: length)
            if length != 1 { refuses(Bool.self, bytes, .bool) }
            refuses(Int16.self, bytes, .int2)
            refuses(Int32.self, bytes, .int4)
            refuses(Int64.self, bytes, .int8)
            refuses(Double.self, bytes, .float8)
            refuses(UniqueID.self, Array(bytes.prefix(15)), .uuid)
            refuses(CivilDate.self, bytes, .date)
            refuses(Instant.self, bytes, .timestamptz)
        }
        // Longer inside than they are: a count of digits, a length of an element, a bound of a range.
        refuses(ExactDecimal.self, [0, 9, 0, 0, 0, 0, 0, 0, 0, 1], .numeric)
        refuses(ExactDecimal.self, [0, 0, 0, 0, 0xC0, 0, 0, 0], .numeric)
        refuses(
            [Int64].self, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 8, 1], .int8.array)
        refuses([Int64].self, [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 20], .int8.array)
        refuses(HalfOpenRange<CivilDate>.self, [2, 0, 0, 0, 4, 1], .daterange)
        refuses(RawJSON.self, [2, 0x7B, 0x7D], .jsonb)
        refuses(String.self, [0xFF, 0xFE], .text)
    }
}
