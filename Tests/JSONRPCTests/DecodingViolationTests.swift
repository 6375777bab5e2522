import JSONRPC
import Testing
import Values

/// What is refused, under which path and rule.
@Suite struct DecodingViolationTests {
    struct Order: Codable {
        enum State: String, Codable, CaseIterable { case open, closed }
        struct Item: Codable { var name: String; var count: Int8; var tags: [String]? }

        var items: [Item]
        var state: State?
        var on: CivilDate?
        var table: [String: Int]?
        var price: Double?
        var any: JSONValue?
        var flag: Bool?
    }

    @Test(arguments: [
        // Absent or of another kind.
        ("{}", "params.items", "required"), (#"{"items":[{"count":1}]}"#, "params.items[0].name", "required"),
        (#"{"items":null}"#, "params.items", "wrong_type"), (#"{"items":{}}"#, "params.items", "wrong_type"),
        ("[]", "params", "wrong_type"), ("null", "params", "wrong_type"), (#""x""#, "params", "wrong_type"),
        (#"{"items":[1]}"#, "params.items[0]", "wrong_type"),
        (#"{"items":[{"name":"a","count":1},{"name":7,"count":1}]}"#, "params.items[1].name", "wrong_type"),
        (#"{"items":[{"name":"a","count":"1"}]}"#, "params.items[0].count", "wrong_type"),
        (#"{"items":[{"name":"a","count":1.0}]}"#, "params.items[0].count", "wrong_type"),
        (#"{"items":[{"name":"a","count":true}]}"#, "params.items[0].count", "wrong_type"),
        (#"{"items":[],"flag":1}"#, "params.flag", "wrong_type"),
        (#"{"items":[],"flag":"true"}"#, "params.flag", "wrong_type"),
        (#"{"items":[{"name":"a","count":1,"tags":["x",null]}]}"#, "params.items[0].tags[1]", "wrong_type"),
        // Beyond the type.
        (#"{"items":[{"name":"a","count":128}]}"#, "params.items[0].count", "out_of_range"),
        (#"{"items":[],"price":1e999}"#, "params.price", "out_of_range"),
        (#"{"items":[],"table":{"a":9223372036854775808}}"#, "params.table.a", "out_of_range"),
        (#"{"items":[],"state":"ajar"}"#, "params.state", "unknown_value"),
        (#"{"items":[],"state":1}"#, "params.state", "wrong_type"),
        (#"{"items":[],"on":"2026-02-30"}"#, "params.on", "invalid_value"),
        (#"{"items":[],"on":20260230}"#, "params.on", "wrong_type"),
        (#"{"items":[{"name":"\ud800","count":1}]}"#, "params.items[0].name", "invalid_text"),
        // Members nobody asked for.
        (#"{"items":[],"itmes":[]}"#, "params.itmes", "unknown_member"),
        (#"{"items":[{"name":"a","count":1,"nmae":"b"}]}"#, "params.items[0].nmae", "unknown_member"),
        (#"{"items":[],"a.b":1}"#, #"params["a.b"]"#, "unknown_member"),
        (#"{"items":[],"":1}"#, #"params[""]"#, "unknown_member"),
        (#"{"items":[],"活动":1}"#, "params.活动", "unknown_member"),
        (#"{"items":[],"\u0000":1}"#, #"params["\u0000"]"#, "unknown_member"),
        (#"{"items":[],"\ud800":1}"#, #"params["\\ud800"]"#, "unknown_member"),
        // Names that stand twice, wherever they stand.
        (#"{"items":[],"items":[]}"#, "params.items", "duplicate_member"),
        (#"{"items":[],"it\u0065ms":[]}"#, "params.items", "duplicate_member"),
        (#"{"items":[{"name":"a","count":1,"name":"a"}]}"#, "params.items[0].name", "duplicate_member"),
        (#"{"items":[],"table":{"a":1,"b":2,"a":1}}"#, "params.table.a", "duplicate_member"),
        (#"{"items":[],"any":{"x":[{"y":1,"y":1}]}}"#, "params.any.x[0].y", "duplicate_member"),
    ])
    func eachIsReportedWithPathAndRule(_ text: String, _ path: String, _ rule: String) throws {
        let violation = #expect(throws: DecodingViolation.self) { try node(text).decode(Order.self, path: "params") }
        #expect(violation?.path == path)
        #expect(violation?.rule.rawValue == rule)
        #expect(violation?.detail.isEmpty == false)
    }

    @Test func theDetailSaysWhatItMustBe() throws {
        func detail(_ text: String) -> String? {
            #expect(throws: DecodingViolation.self) { try node(text).decode(Order.self, path: "params") }?.detail
        }
        #expect(detail(#"{"items":7}"#) == "must be an array, is a number")
        #expect(detail(#"{"items":[],"state":"ajar"}"#) == "must be one of open, closed")
        #expect(detail(#"{"items":[{"name":"a","count":128}]}"#) == "must be from -128 to 127")
        #expect(detail(#"{"items":[],"on":"x"}"#) == "must be \(CivilDate.expectation)")
    }

    @Test func aDuplicateIsFoundAmongThousandsOfNames() throws {
        let names = (0..<5000).map { "\"k\($0)\":\($0)" } + ["\"k\\u0034711\":0"]
        let text = "{" + names.joined(separator: ",") + "}"
        let violation = #expect(throws: DecodingViolation.self) { try node(text).decode([String: Int].self, path: "p") }
        #expect(violation?.path == "p.k4711" && violation?.rule == .duplicateMember)
    }

    @Test func namesAreEqualByBytesNotByCanonicalEquivalence() throws {
        // U+00E9 and e with U+0301 look the same and are two names.
        let extra = (0..<20).map { ",\"k\($0)\":0" }.joined()
        for more in ["", extra] {
            let root = try node("{\"\u{E9}\":1,\"e\u{301}\":2\(more)}")
            #expect(throws: Never.self) { try root.decode([Data: Int].self, path: "p") }
        }
    }

    /// A name by its bytes: as a Swift `String` the two names above would be one.
    struct Data: Hashable, Decodable, CodingKeyRepresentable {
        let bytes: [UInt8]
        var codingKey: any CodingKey { AnyKey(stringValue: String(decoding: bytes, as: UTF8.self)) }
        init?(codingKey: some CodingKey) { bytes = Array(codingKey.stringValue.utf8) }
    }

    @Test func aNameThatIsLongComesBackShortened() throws {
        let name = String(repeating: "x", count: 100_000)
        let violation = #expect(throws: DecodingViolation.self) {
            try node("{\"items\":[],\"\(name)\":1}").decode(Order.self, path: "params")
        }
        #expect((violation?.path.count ?? 0) < 100)
    }

    @Test func handWrittenConformancesAreHeldToTheSame() throws {
        struct Flat: Decodable {
            let a: Int
            let b: Int
            enum First: String, CodingKey { case a }
            enum Second: String, CodingKey { case b }
            init(from decoder: any Decoder) throws {
                a = try decoder.container(keyedBy: First.self).decode(Int.self, forKey: .a)
                b = try decoder.container(keyedBy: Second.self).decodeIfPresent(Int.self, forKey: .b) ?? 0
            }
        }
        #expect(try node(#"{"b":2,"a":1}"#).decode(Flat.self, path: "p").b == 2)
        let violation = #expect(throws: DecodingViolation.self) {
            try node(#"{"a":1,"c":1}"#).decode(Flat.self, path: "p")
        }
        #expect(violation?.path == "p.c")

        struct Either: Decodable {
            let text: String
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                text = try (try? container.decode(Int.self)).map(String.init) ?? container.decode(String.self)
            }
        }
        #expect(try node(#"[1,"x"]"#).decode([Either].self, path: "p").map(\.text) == ["1", "x"])
    }

    @Test func aSuperclassHasAPlaceOfItsOwn() throws {
        class Base: Codable { var a = 1 }
        class Derived: Base {
            var b = 2
            enum Keys: String, CodingKey { case b }
            override init() { super.init() }
            required init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Keys.self)
                b = try container.decode(Int.self, forKey: .b)
                try super.init(from: container.superDecoder())
            }
            override func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                try super.encode(to: container.superEncoder())
                try container.encode(b, forKey: .b)
            }
        }
        let text = try written { try $0.encode(Derived()) }
        #expect(text == #"{"super":{"a":1},"b":2}"#)
        let value = try node(text).decode(Derived.self, path: "p")
        #expect(value.a == 1 && value.b == 2)
    }
}
