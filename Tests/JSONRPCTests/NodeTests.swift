import JSONRPC
import Testing

@Suite struct NodeTests {
    @Test func integersAreExactToTheLastUnit() throws {
        #expect(try node("9223372036854775807").int64 == .max)
        #expect(try node("9223372036854775808").int64 == nil)
        #expect(try node("-9223372036854775808").int64 == .min)
        #expect(try node("-9223372036854775809").int64 == nil)
        #expect(try node("18446744073709551615").uint64 == .max)
        #expect(try node("18446744073709551616").uint64 == nil)
        #expect(try node("-1").uint64 == nil)
        #expect(try node("9007199254740993").int64 == 9_007_199_254_740_993)
        #expect(try node("-0").int64 == 0)
        #expect(try node("99999999999999999999999999").int64 == nil)
    }

    @Test func aFractionOrExponentIsNoInteger() throws {
        for text in ["1.0", "1e3", "0.0", "\"1\"", "null", "[1]"] {
            #expect(try node(text).int64 == nil, "\(text)")
        }
    }

    @Test func doublesAreTheNearest() throws {
        for text in [
            "0", "1", "0.1", "0.3", "123.456", "-0.000001", "5e-324", "1.7976931348623157e308",
            "2.2250738585072014e-308",
            "9007199254740993", "123456789012345", "1234567890123456.7", "0.1234567890123456789", "1e22", "1e23",
            "8.5e-5",
        ] {
            #expect(try node(text).double == Double(text), "\(text)")
        }
        #expect(try node("-0").double?.sign == .minus)
        #expect(try node("1e309").double == nil)
        #expect(try node("-1e99999").double == nil)
        #expect(try node("\"1\"").double == nil)
    }

    @Test func childrenAreWalkedInOrder() throws {
        let root = try node(#"{"a":[1,{"b":[]},"x"],"c":{},"d":null}"#)
        #expect(root.count == 3)
        #expect(root.members.map { $0.name.string } == ["a", "c", "d"])
        #expect(root["a"]?.elements.map(\.kind) == [.number, .object, .string])
        #expect(root["a"]?.count == 3)
        #expect(root["c"]?.count == 0)
        #expect(root["d"]?.isNull == true)
        #expect(root["e"] == nil)
        #expect(root["a"]?["b"] == nil)
        #expect(root.elements.map(\.kind) == [])
    }

    @Test func namesAreFoundHoweverTheyAreEscaped() throws {
        let root = try node(#"{"\u0069d":1,"活":2}"#)
        #expect(root["id"]?.int64 == 1)
        #expect(root["活" as String]?.int64 == 2)
        #expect(root["i"] == nil)
    }

    @Test func theRawSliceIsWhatThePeerWrote() throws {
        let root = try node(#"{ "a" : [ 1 , "\u0041" ] , "b" : -1.50e+3 }"#)
        #expect(root["a"]?.rawText == #"[ 1 , "\u0041" ]"#)
        #expect(root["a"]?.elements.map(\.rawText) == ["1", #""\u0041""#])
        #expect(root["b"]?.rawText == "-1.50e+3")
        #expect(root["b"]?.rawByteCount == 8)
    }

    @Test func aNodeKeepsItsDocument() throws {
        func inner() throws -> JSONNode? { try node(#"{"a":["kept"]}"#)["a"] }
        #expect(try inner()?.elements.map(\.string) == ["kept"])
    }
}
