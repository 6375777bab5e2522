import JSONRPC
import Postgres
import TestSupport
import Testing
import Values

/// Rows written as JSON from the buffer decode to what the typed path gives.
@Suite struct EncodedRowsTests {
    private struct Sample: Codable, Equatable, Sendable {
        var flag: Bool?
        var small: Int16?
        var middle: Int32?
        var large: Int64?
        var ratio: Double?
        var text: String?
        var id: UniqueID?
        var day: CivilDate?
        var at: Instant?
        var data: JSONValue?
        var names: [String]?
        var ids: [UniqueID]?
        var exact: Double?
        var flags: [Bool?]?
        var days: [CivilDate?]?
        var blob: Bytes?
        var span: HalfOpenRange<Instant>?
        var stay: HalfOpenRange<CivilDate>?

        init(_ row: inout Row) throws {
            flag = try row.next()
            small = try row.next()
            middle = try row.next()
            large = try row.next()
            ratio = try row.next()
            text = try row.next()
            id = try row.next()
            day = try row.next()
            at = try row.next()
            data = try row.next(RawJSON?.self).map { try JSONDocument.parse($0.bytes).root.decode(path: "data") }
            names = try row.next()
            ids = try row.next()
            exact = try row.next(ExactDecimal?.self)?.double
            flags = try row.next()
            days = try row.next()
            blob = try row.next()
            span = try row.next()
            stay = try row.next()
        }
    }

    private static let insert = Statement(
        "INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        Int.self, Bool?.self,
        Int16?.self, Int32?.self, Int64?.self, Double?.self, String?.self, UniqueID?.self, CivilDate?.self,
        Instant?.self, RawJSON?.self, [String]?.self, [UniqueID]?.self, ExactDecimal?.self,
        [Bool?]?.self, [CivilDate?]?.self, Bytes?.self, HalfOpenRange<Instant>?.self, HalfOpenRange<CivilDate>?.self,
        access: .write)

    private static let all = Statement(
        """
        SELECT flag, small, middle, large, ratio, text, id, day, at, data, names, ids, exact, flags, days, blob, span, stay
        FROM t ORDER BY n
        """
    ) { row in try Sample(&row) }

    @Test func bothPathsGiveTheSameRows() async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { lease in
                try await lease.script(
                    """
                    CREATE TABLE t (n int8, flag bool, small int2, middle int4, large int8, ratio float8, text text,
                        id uuid, day date, at timestamptz, data jsonb, names text[], ids uuid[], exact numeric,
                        flags bool[], days date[], blob bytea, span tstzrange, stay daterange)
                    """)
            }
            try await database.transaction { tx in
                var random = Generator(state: 42)
                for number in 0..<300 { try await Self.insert(number, &random, tx) }
            }
            let typed = try await database.query(Self.all)
            let encoded = try await database.encoded(Self.all)
            #expect(encoded.count == 300)
            let rows = try JSONDocument.parse(try encoded.array()).root.decode([Sample].self, path: "rows")
            #expect(rows == typed)
            let one = try JSONDocument.parse(try encoded.object(at: 7)).root.decode(Sample.self, path: "row")
            #expect(one == typed[7])
            let few = try JSONDocument.parse(try encoded.array(limit: 3)).root.decode([Sample].self, path: "rows")
            #expect(few == Array(typed[..<3]))
            #expect(try encoded.decode(at: 299) { try Sample(&$0) } == typed[299])
        }
    }

    private static func insert(_ number: Int, _ random: inout Generator, _ tx: Transaction) async throws {
        func some<Value>(_ value: Value) -> Value? { random.next() % 5 == 0 ? nil : value }
        let texts = [
            "", "a\"b\\c/", "\u{1}\u{8}\t\n\u{c}\r\u{1f}\u{7f}", "安徽省 \u{2028}", "😀𠮷",
            String(repeating: "长", count: 300),
        ]
        let text = texts[number % texts.count]
        let id = UniqueID(high: random.next(), low: random.next())
        let wide = Int64(bitPattern: random.next())
        try await tx.execute(
            insert, number, some(number.isMultiple(of: 2)), some(Int16(truncatingIfNeeded: wide)),
            some(Int32(truncatingIfNeeded: wide)), some(wide), some(ratio(number, wide)), some(text), some(id),
            some(CivilDate.min.adding(days: number * 12_000)),
            some(Instant(microseconds: wide % 50_000_000_000_000_000)),
            some(RawJSON(#"{"a": [1, null, "😀\n"], "b": \#(number)}"#)), some([text, "x"]), some([id]),
            some(ExactDecimal("\(wide % 1_000_000_000).\(number)")!),
            some([true, nil, false]), some([CivilDate.max, nil, .min]), some(Bytes(Array("\(text)\u{0}\(wide)".utf8))),
            some(range(number, Instant(microseconds: -7), Instant(microseconds: Int64(number)))),
            some(range(number, CivilDate.min, CivilDate.min.adding(days: number + 1))))
    }

    /// Both bounds, one, none, and nothing at all, in turn.
    private static func range<Bound>(_ number: Int, _ lower: Bound, _ upper: Bound) -> HalfOpenRange<Bound> {
        switch number % 5 {
        case 0: HalfOpenRange(from: lower, upTo: upper)
        case 1: HalfOpenRange(from: nil, upTo: upper)
        case 2: HalfOpenRange(from: lower, upTo: nil)
        case 3: HalfOpenRange(from: nil, upTo: nil)
        default: .empty
        }
    }

    /// The edges of a double first, then any.
    private static func ratio(_ number: Int, _ wide: Int64) -> Double {
        let edges: [Double] = [
            0, -0.0, 1e16, 1e-7, -1.5e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi, 9_007_199_254_740_992,
        ]
        return edges.indices.contains(number) ? edges[number] : Double(wide) / 1e7
    }

    @Test func nothingIsAnEmptyArrayAndOddValuesAreErrors() async throws {
        try await TestPostgres.withDatabase { database in
            let none = try await database.encoded(Statement("SELECT 1 AS a WHERE false"))
            #expect(try none.array() == Array("[]".utf8))
            let row = try await database.encoded(Statement("SELECT 12.50 AS \"exact\", NULL::text AS \"a\"\"b\""))
            #expect(try row.array() == Array(#"[{"exact":12.50,"a\"b":null}]"#.utf8))
            for sql in [
                "SELECT 'NaN'::float8 AS n", "SELECT 'infinity'::timestamptz AS n", "SELECT '::1'::inet AS n",
            ] {
                let odd = try await database.encoded(Statement(sql))
                let error = #expect(throws: PostgresError.self) { try odd.array() }
                #expect(error?.description.hasPrefix("column 1 (n):") ?? false)
            }
        }
    }
}
