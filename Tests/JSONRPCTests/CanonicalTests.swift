import JSONRPC
import Testing

@Suite struct CanonicalTests {
    private func canonical(_ text: String, omitting omitted: String? = nil) throws -> String {
        let node = try node(text)
        return written { $0.canonical(node, omitting: omitted) }
    }

    /// The samples of RFC 8785, §3.2.2 and §3.2.3.
    @Test func theSamplesOfTheRFC() throws {
        let sample = #"""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """#
        #expect(
            try canonical(sample)
                // The RFC shortens the first number to …333 by way of a double; here it keeps its digits.
                == #"{"literals":[null,true,false],"numbers":[333333333.33333329,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        )
        let sorting = #"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#
        #expect(try canonical(sorting) == "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{FB33}\":3}")
    }

    @Test(arguments: [
        ["1", "1.0", "1e0", "10e-1", "0.1e1", "100E-2", "1.000"], ["0", "-0", "0.0", "-0.0e5", "0e99"],
        ["1e21", "1000000000000000000000.0"],
        ["123.456", "1.23456e2", "123456e-3"], ["0.001", "1e-3", "0.1e-2"], ["\"a\"", "\"\\u0061\""],
        ["\"/\"", "\"\\/\""],
        ["{\"a\":1,\"b\":2}", "{ \"b\" : 2.0, \"\\u0061\" : 1 }"],
        ["\"\\ud83d\\ude00\"", "\"😀\"", "\"\\uD83D\\uDE00\""],
        ["\"\\uD800\"", "\"\\ud800\""], ["[ ]", "[]"], ["\"\\u001F\"", "\"\\u001f\""],
    ])
    func equalMeansEqual(_ texts: [String]) throws {
        let forms = try texts.map { try canonical($0) }
        #expect(Set(forms).count == 1, "\(forms)")
        #expect(try canonical(forms[0]) == forms[0])
    }

    @Test(arguments: [
        ["9007199254740993", "9007199254740992"], ["1e400", "1e401"], ["0.1", "0.10000000000000000001"],
        ["\"1\"", "1"],
        ["[1,2]", "[2,1]"], ["{}", "[]"], ["null", "false", "0", "\"\""],
        ["\"\\ud800\"", "\"\\ud801\"", "\"\\\\ud800\""],
        ["1e999999999999999999", "1e9999999999999999999"], ["{\"a\":1}", "{\"a\":1,\"b\":null}"],
    ])
    func differentStaysDifferent(_ texts: [String]) throws {
        #expect(Set(try texts.map { try canonical($0) }).count == texts.count)
    }

    @Test func metaDoesNotCountAtTheTop() throws {
        #expect(
            try canonical(#"{"b":1,"_meta":{"idempotencyKey":"k"},"a":{"_meta":1}}"#, omitting: "_meta")
                == #"{"a":{"_meta":1},"b":1}"#)
        #expect(try canonical(#"{"_meta":1}"#, omitting: "_meta") == "{}")
    }
}
