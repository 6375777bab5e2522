import Testing

@testable import JSONRPC

/// JSON-RPC 2.0, §4 to §7, member by member.
@Suite struct EnvelopeTests {
    /// `call method id params`, `notify method params`, `response id …`, `invalid id code`.
    private func read(_ text: String, limits: WireLimits = WireLimits()) throws -> [String] {
        switch Envelope.read(try JSONDocument.parse(text.utf8), limits: limits) {
        case .single(let message): return [outline(message)]
        case .batch(let messages): return ["batch"] + messages.map(outline)
        case .refused(let fault): return ["refused \(fault.code)"]
        }
    }

    private func outline(_ message: IncomingMessage) -> String {
        switch message {
        case .call(let call):
            let params = call.params?.rawText ?? "-"
            return call.id.map { "call \(call.method) \($0) \(params)" } ?? "notify \(call.method) \(params)"
        case .response(let response):
            switch response.outcome {
            case .result(let result): return "response \(response.id) \(result.rawText)"
            case .error(let code, let message, let data):
                return "response \(response.id) \(code) \(message) \(data?.rawText ?? "-")"
            }
        case .invalid(let id, let fault): return "invalid \(id) \(fault.code)"
        }
    }

    @Test(arguments: [
        // The examples of the specification, §7.
        (#"{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}"#, ["call subtract 1 [42, 23]"]),
        (
            #"{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}"#,
            [#"call subtract 3 {"subtrahend": 23, "minuend": 42}"#]
        ),
        (#"{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}"#, ["notify update [1,2,3,4,5]"]),
        (#"{"jsonrpc": "2.0", "method": "foobar"}"#, ["notify foobar -"]),
        (#"{"jsonrpc": "2.0", "method": "foobar", "id": "1"}"#, [#"call foobar "1" -"#]),
        (#"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#, ["invalid null -32600"]),
        ("[]", ["refused -32600"]), ("[1]", ["batch", "invalid null -32600"]),
        ("[1,2,3]", ["batch", "invalid null -32600", "invalid null -32600", "invalid null -32600"]),
        (
            #"""
            [{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
             {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
             {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
             {"foo": "boo"},
             {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
             {"jsonrpc": "2.0", "method": "get_data", "id": "9"}]
            """#,
            [
                "batch", #"call sum "1" [1,2,4]"#, "notify notify_hello [7]", #"call subtract "2" [42,23]"#,
                "invalid null -32600", #"call foo.get "5" {"name": "myself"}"#, #"call get_data "9" -"#,
            ]
        ),
        (
            #"[{"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},{"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]"#,
            ["batch", "notify notify_sum [1,2,4]", "notify notify_hello [7]"]
        ),
        (#"{"jsonrpc": "2.0", "result": 19, "id": 1}"#, ["response 1 19"]),
        (
            #"{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}"#,
            [#"response "1" -32601 Method not found -"#]
        ),
    ])
    func theSpecificationsExamples(_ text: String, _ expected: [String]) throws {
        #expect(try read(text) == expected)
    }

    @Test(arguments: [
        "0", "-0", "1.0", "1e3", "9223372036854775807", "123456789012345678901234567890", #""a""#, #""\u0061""#, #""""#,
        #""活""#, "null", #""\ud800""#,
    ])
    func idsAreEchoedByteForByte(_ id: String) throws {
        #expect(try read(#"{"jsonrpc":"2.0","method":"m","id": \#(id) }"#) == ["call m \(id) -"])
        #expect(
            written {
                $0.beginResult(id: RequestID(json: id)); $0.null(); $0.endMessage()
            }.contains("\"id\":\(id),"))
    }

    @Test(arguments: ["true", "false", "[]", "{}", "[1]", "\"" + String(repeating: "x", count: 127) + "\""])
    func anIdOfAnotherKindOrTooLongCannotBeEchoed(_ id: String) throws {
        #expect(try read(#"{"jsonrpc":"2.0","method":"m","id":\#(id)}"#) == ["invalid null -32600"])
    }

    @Test func idAndMethodOfTheLimitAreRead() throws {
        let id = "\"" + String(repeating: "x", count: 126) + "\""
        let method = String(repeating: "m", count: 128)
        #expect(try read(#"{"jsonrpc":"2.0","method":"\#(method)","id":\#(id)}"#) == ["call \(method) \(id) -"])
        #expect(try read(#"{"jsonrpc":"2.0","method":"\#(method)m","id":\#(id)}"#) == ["invalid \(id) -32600"])
    }

    @Test(arguments: [
        (#"{"method":"m","id":7}"#, "7"), (#"{"jsonrpc":"1.0","method":"m","id":7}"#, "7"),
        (#"{"jsonrpc":2.0,"method":"m","id":7}"#, "7"), (#"{"jsonrpc":null,"method":"m","id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","id":7}"#, "7"), (#"{"jsonrpc":"2.0","method":null,"id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","method":["m"],"id":7}"#, "7"), (#"{"jsonrpc":"2.0","method":"\ud800","id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","method":"m","params":1,"id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","method":"m","params":"a","id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","method":"m","params":true,"id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","method":"m","params":false}"#, "null"), (#"{"jsonrpc":"2.0"}"#, "null"), ("{}", "null"),
        (#"{"jsonrpc":"2.0","method":"m","result":1,"id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","method":"m","error":{},"id":7}"#, "7"),
        // Names that stand twice, in either spelling.
        (#"{"jsonrpc":"2.0","jsonrpc":"2.0","method":"m","id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","method":"a","method":"b","id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","method":"a","m\u0065thod":"b","id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","method":"m","params":[],"params":[],"id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","method":"m","id":7,"id":7}"#, "null"),
        (#"{"jsonrpc":"2.0","method":"m","id":7,"\u0069d":8}"#, "null"),
        // Responses.
        (#"{"jsonrpc":"2.0","result":1,"error":{"code":1,"message":"m"},"id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","result":1}"#, "null"),
        (#"{"jsonrpc":"2.0","error":{"code":"1","message":"m"},"id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","error":{"code":1},"id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","error":null,"id":7}"#, "7"),
        (#"{"jsonrpc":"2.0","error":{"code":1.5,"message":""},"id":7}"#, "7"),
    ])
    func whatIsNoRequestIsAnsweredUnderTheIdThatCouldBeRead(_ text: String, _ id: String) throws {
        #expect(try read(text) == ["invalid \(id) -32600"])
    }

    @Test func theVersionMayBeEscaped() throws {
        #expect(try read(#"{"\u006asonrpc":"2\u002e0","m\u0065thod":"\u006d","id":1}"#) == ["call m 1 -"])
    }

    @Test func paramsMayBeNull() throws {
        #expect(try read(#"{"jsonrpc":"2.0","method":"m","params":null,"id":1}"#) == ["call m 1 -"])
        #expect(try read(#"{"jsonrpc":"2.0","method":"m","params":{},"id":1}"#) == ["call m 1 {}"])
    }

    @Test func otherMembersAreIgnoredAndTraceparentIsShown() throws {
        let text = #"{"x":1,"x":2,"traceparent":"00-ab-cd-01","jsonrpc":"2.0","method":"m","id":1}"#
        guard case .single(.call(let call)) = Envelope.read(try JSONDocument.parse(text.utf8)) else {
            Issue.record("no call")
            return
        }
        #expect(call.traceparent == "00-ab-cd-01")
    }

    @Test func aBatchOfTheLimitIsReadAndOneMoreIsNot() throws {
        let member = #"{"jsonrpc":"2.0","method":"m"}"#
        func batch(_ count: Int) -> String { "[" + repeatElement(member, count: count).joined(separator: ",") + "]" }
        #expect(try read(batch(100)).count == 101)
        #expect(try read(batch(101)) == ["refused -32010"])
        #expect(try read("[[]]") == ["batch", "invalid null -32600"])
    }

    @Test func aResultOfNullIsAResult() throws {
        #expect(try read(#"{"jsonrpc":"2.0","result":null,"id":1}"#) == ["response 1 null"])
        #expect(
            try read(#"{"jsonrpc":"2.0","error":{"code":-32000,"message":"m","data":{"a":1}},"id":null}"#)
                == [#"response null -32000 m {"a":1}"#])
    }

    @Test func messagesAreWrittenAsTheyAreRead() throws {
        let request = written {
            $0.beginRequest(id: RequestID(7), method: "a.b")
            $0.name("params")
            $0.raw("[1]".utf8)
            $0.endMessage()
        }
        #expect(try read(request) == ["call a.b 7 [1]"])
        #expect(
            try read(
                written {
                    $0.beginRequest(id: nil, method: "n"); $0.endMessage()
                }) == ["notify n -"])
        let error = written {
            $0.beginError(id: .null, code: -32700, message: "Parse error")
            $0.name("data")
            $0.beginObject()
            $0.endObject()
            $0.endError()
        }
        #expect(error == #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error","data":{}}}"#)
        #expect(RequestID(7).number == 7)
        #expect(RequestID(json: "\"7\"").number == nil)
    }
}
