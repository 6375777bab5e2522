import JSONRPC
import Testing
import Values

@Suite struct DecoderTests {
    private func decode<Value: Decodable>(_: Value.Type = Value.self, _ text: String) throws -> Value {
        try node(text).decode(Value.self, path: "params")
    }

    struct Everything: Codable, Equatable {
        enum Color: String, Codable, CaseIterable { case red, green }
        enum Size: Int, Codable { case small = 1, large = 2 }
        struct Inner: Codable, Equatable { var name: String; var values: [Double]? }

        var bool: Bool
        var int: Int
        var int64: Int64
        var uint64: UInt64
        var int8: Int8
        var double: Double
        var text: String
        var color: Color
        var size: Size
        var list: [Inner]
        var matrix: [[Int]]
        var table: [String: Inner]
        var absent: String?
        var null: Inner?
        var gaps: [Int?]
    }

    static let everything = #"""
        {"bool":true,"int":-5,"int64":-9223372036854775808,"uint64":18446744073709551615,"int8":127,"double":0.1,
         "text":"活\n\ud83d\ude00","color":"green","size":2,"list":[{"name":"a","values":[1,2.5]},{"name":"b"}],
         "matrix":[[1],[],[2,3]],"table":{"x":{"name":"c","values":null},"y":{"name":"d"}},"null":null,"gaps":[1,null,3]}
        """#

    @Test func everyKindOfMemberIsDecoded() throws {
        let value = try decode(Everything.self, Self.everything)
        #expect(
            value
                == Everything(
                    bool: true, int: -5, int64: .min, uint64: .max, int8: 127, double: 0.1, text: "活\n😀", color: .green,
                    size: .large, list: [.init(name: "a", values: [1, 2.5]), .init(name: "b", values: nil)],
                    matrix: [[1], [], [2, 3]], table: ["x": .init(name: "c"), "y": .init(name: "d")], gaps: [1, nil, 3])
        )
    }

    @Test func membersComeInAnyOrder() throws {
        struct Three: Codable, Equatable {
            var a: Int; var b: [Int]; var c: Inner; struct Inner: Codable, Equatable { var d: Int }
        }
        let value = Three(a: 1, b: [2], c: .init(d: 3))
        for text in [
            #"{"a":1,"b":[2],"c":{"d":3}}"#, #"{"c":{"d":3},"b":[2],"a":1}"#, #"{"b":[2],"\u0061":1,"c":{"d":3}}"#,
        ] {
            #expect(try decode(Three.self, text) == value)
        }
    }

    @Test func scalarsAndArraysAreValuesToo() throws {
        #expect(try decode(Int64.self, "9007199254740993") == 9_007_199_254_740_993)
        #expect(try decode([String].self, #"["a","b"]"#) == ["a", "b"])
        #expect(try decode(String?.self, "null") == nil)
        #expect(try decode([Bool: Int].self, "[true,1]") == [true: 1])
        #expect(try decode(Double.self, "3") == 3)
    }

    @Test func theProjectsOwnValuesAreStrings() throws {
        struct Dated: Codable, Equatable { var at: Instant; var on: CivilDate; var id: UniqueID }
        let text = #"{"at":"2026-11-08T00:00:00Z","on":"2026-11-08","id":"019a0c5e-7d2a-7c11-8f00-9a1b2c3d4e5f"}"#
        let value = try decode(Dated.self, text)
        #expect(value.on == CivilDate("2026-11-08"))
        #expect(try decode(Dated.self, written { try $0.encode(value) }) == value)
    }

    @Test func dataOfAnyShapeKeepsItsIntegers() throws {
        let value = try decode(JSONValue.self, #"{"a":[1,-9223372036854775808,0.5,"x",true,null,{}],"b":1e3}"#)
        #expect(value == ["a": [1, .int(.min), 0.5, "x", true, nil, [:]], "b": 1000.0])
    }

    @Test func aPartCanBeTakenVerbatim() throws {
        struct Partly: Codable { var raw: EncodedJSON; var n: Int }
        let value = try decode(Partly.self, #"{"raw": { "a" : [ 1.0 ] },"n":1}"#)
        #expect(String(decoding: value.raw.bytes, as: UTF8.self) == #"{ "a" : [ 1.0 ] }"#)
        #expect(try written { try $0.encode(value) } == #"{"raw":{ "a" : [ 1.0 ] },"n":1}"#)
    }

    struct Difference: Codable, Equatable { var minuend: Int; var subtrahend: Int; var note: String? }

    @Test func paramsByPositionTakeTheirNamesFromTheContract() throws {
        func decode(_ text: String) throws -> Difference {
            try node(text).decode(path: "params", positional: ["minuend", "subtrahend", "note"])
        }
        #expect(try decode("[42,23]") == Difference(minuend: 42, subtrahend: 23))
        #expect(try decode(#"[42,23,"n"]"#) == Difference(minuend: 42, subtrahend: 23, note: "n"))
        #expect(try decode("[42,23,null]") == Difference(minuend: 42, subtrahend: 23))
        #expect(try decode(#"{"subtrahend":23,"minuend":42}"#) == Difference(minuend: 42, subtrahend: 23))
        #expect(throws: DecodingViolation.self) { try decode("[42]") }
        #expect(throws: DecodingViolation.self) { try decode("[42,23,null,1]") }
        #expect(throws: DecodingViolation.self) { try node("[42,23]").decode(Difference.self, path: "params") }
    }

    /// Vim, Go's jsonrpc2 and txJSON-RPC call a method without params with `[]`.
    @Test func noParamsByPositionAreNoParams() throws {
        struct Nothing: Codable, Equatable {}
        func decode<Value: Decodable>(_: Value.Type, _ text: String) throws -> Value {
            try node(text).decode(path: "params", positional: [])
        }
        #expect(try decode(Nothing.self, "[]") == Nothing())
        #expect(try decode(Nothing.self, "[ ]") == Nothing())
        #expect(try decode([Int].self, "[]") == [])
        for text in ["[1]", "[[]]", "[null]"] {
            #expect(throws: DecodingViolation.self, "\(text)") { try decode(Nothing.self, text) }
        }
        let missing = #expect(throws: DecodingViolation.self) { try decode(Difference.self, "[]") }
        #expect(missing?.path == "params.minuend" && missing?.rule == .required)
    }

    @Test func theIgnoredMemberIsIgnoredAtTheTopOnly() throws {
        func decode(_ text: String) throws -> Everything.Inner {
            try node(text).decode(path: "params", ignoring: "_meta")
        }
        #expect(try decode(#"{"_meta":{"a":1,"a":2},"name":"n"}"#).name == "n")
        struct Outer: Codable { var inner: Everything.Inner }
        #expect(throws: DecodingViolation.self) {
            try node(#"{"inner":{"name":"n","_meta":{}}}"#).decode(Outer.self, path: "params", ignoring: "_meta")
        }
    }

    @Test func aTypeWithoutMembersTakesAnEmptyObjectOnly() throws {
        struct Nothing: Codable, Equatable {}
        #expect(try decode(Nothing.self, "{}") == Nothing())
        #expect(try JSONDocument.emptyObject.root.decode(Nothing.self, path: "params") == Nothing())
        for text in ["[]", "1", #"{"a":1}"#, "null", "\"\""] {
            #expect(throws: DecodingViolation.self, "\(text)") { try decode(Nothing.self, text) }
        }
    }

    @Test func manyMembersAreDecodedInLinearTime() throws {
        // 50,000 members that are objects: searched from the beginning for each, this would be 10^9 steps.
        let text = "{" + (0..<50_000).map { "\"k\($0)\":{\"name\":\"\($0)\"}" }.joined(separator: ",") + "}"
        let table = try decode([String: Everything.Inner].self, text)
        #expect(table.count == 50_000 && table["k49999"]?.name == "49999")
    }
}
