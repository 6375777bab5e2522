import JSONRPC
import Testing
import Values

@Suite struct EncoderTests {
    private func encoded(_ value: some Encodable) throws -> String {
        try written { try $0.encode(value) }
    }

    @Test func membersComeInTheOrderOfDeclarationAndNilIsLeftOut() throws {
        struct Mixed: Encodable {
            var z = 1
            var a: Int?
            var m: [Int?] = [1, nil]
            var b = true
            var t = ["x": Optional("y")]
            var e: [Int] = []
        }
        #expect(try encoded(Mixed()) == #"{"z":1,"m":[1,null],"b":true,"t":{"x":"y"},"e":[]}"#)
    }

    @Test func integersAreExact() throws {
        #expect(
            try encoded([Int64.min, -1, 0, 9, 10, 99, .max])
                == "[-9223372036854775808,-1,0,9,10,99,9223372036854775807]")
        #expect(try encoded([UInt64.max, 0]) == "[18446744073709551615,0]")
        #expect(try encoded([Int8.min, .max]) == "[-128,127]")
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "0"), (1, "1"), (100, "100"), (0.1, "0.1"), (-2.5, "-2.5"), (1e21, "1e+21"),
        (1e20, "100000000000000000000"),
        (123456789012345683968, "123456789012345680000"), (0.000001, "0.000001"), (0.0000001, "1e-7"),
        (1.5e-9, "1.5e-9"),
        (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992, "9007199254740992"),
        (0.30000000000000004, "0.30000000000000004"), (1e22, "1e+22"), (-1e-10, "-1e-10"), (4.35, "4.35"),
    ])
    func doublesAreWrittenAsECMAScriptDoes(_ value: Double, _ text: String) throws {
        #expect(try encoded(value) == text)
    }

    @Test func doublesReadBackAsTheSame() throws {
        var generator = SplitMix(seed: 20_261_108)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            let text = try encoded(value)
            #expect(try node(text).double == value, "\(text)")
        }
    }

    @Test func whatIsNoNumberIsRefused() {
        for value in [Double.nan, .infinity, -.infinity] {
            #expect(throws: EncodingError.self) { try encoded(value) }
            #expect(throws: EncodingError.self) { try encoded(["a": [value]]) }
        }
    }

    @Test func stringsHaveTheFewestEscapes() throws {
        #expect(
            try encoded("a\"\\/\u{8}\u{C}\n\r\t\0\u{1F}\u{7F}é活😀\u{2028}")
                == #""a\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7F}é活😀\u{2028}\"")
        #expect(try encoded("") == "\"\"")
        #expect(try encoded(["a\nb": 1]) == #"{"a\nb":1}"#)
    }

    @Test func everythingRoundTrips() throws {
        let value = try node(DecoderTests.everything).decode(DecoderTests.Everything.self, path: "params")
        #expect(try node(try encoded(value)).decode(DecoderTests.Everything.self, path: "params") == value)
    }

    @Test func dataOfAnyShapeHasSortedNames() throws {
        let value: JSONValue = ["b": 1, "a": [nil, true, 0.5, "x", [:]], "c": .int(.max)]
        #expect(try encoded(value) == #"{"a":[null,true,0.5,"x",{}],"b":1,"c":9223372036854775807}"#)
        #expect(try encoded(["k": value["a"]!]) == #"{"k":[null,true,0.5,"x",{}]}"#)
        #expect(throws: EncodingError.self) { try encoded(JSONValue.array([.double(.nan)])) }
    }

    @Test func nestedContainersCloseWhenTheirParentGoesOn() throws {
        struct Nested: Encodable {
            enum Key: String, CodingKey { case a, b, c }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                var inner = container.nestedContainer(keyedBy: Key.self, forKey: .a)
                try inner.encode(1, forKey: .a)
                var list = inner.nestedUnkeyedContainer(forKey: .b)
                try list.encode(2)
                var element = list.nestedContainer(keyedBy: Key.self)
                try element.encode(3, forKey: .c)
                try container.encode(4, forKey: .b)
                // The same container again, as a type does that encodes in two steps.
                var again = encoder.container(keyedBy: Key.self)
                try again.encode([5], forKey: .c)
            }
        }
        #expect(try encoded([Nested()]) == #"[{"a":{"a":1,"b":[2,{"c":3}]},"b":4,"c":[5]}]"#)
    }

    @Test func aContainerWhoseParentWentOnTakesNothing() {
        struct Late: Encodable {
            enum Key: String, CodingKey { case a, b }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                var inner = container.nestedContainer(keyedBy: Key.self, forKey: .a)
                var other = container.nestedContainer(keyedBy: Key.self, forKey: .b)
                try other.encode(1, forKey: .a)
                try inner.encode(1, forKey: .a)
            }
        }
        #expect(throws: EncodingError.self) { try encoded(Late()) }
    }

    @Test func metaGoesBesideTheParams() throws {
        struct Params: Encodable { var a: Int? }
        func params(_ value: some Encodable) throws -> String {
            try written { try $0.encode(value, adding: "_meta", ["t": 1]) }
        }
        #expect(try params(Params(a: 1)) == #"{"a":1,"_meta":{"t":1}}"#)
        #expect(try params(Params()) == #"{"_meta":{"t":1}}"#)
        #expect(throws: EncodingError.self) { try params([1]) }
        #expect(throws: EncodingError.self) { try params("}") }
    }

    @Test func commasComeByThemselves() {
        let text = written {
            $0.beginArray()
            $0.beginObject()
            $0.name("a")
            $0.null()
            $0.name("b" as String)
            $0.bool(false)
            $0.endObject()
            $0.raw(" {} \n".utf8)
            $0.raw("[]".utf8)
            $0.string("[")
            $0.string("")
            $0.integer(-7)
            $0.endArray()
        }
        #expect(text == #"[{"a":null,"b":false},{},[],"[","",-7]"#)
    }
}

/// A small generator of fixed sequences (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
