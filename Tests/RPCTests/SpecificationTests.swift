import Testing
import Values

/// Every example of the JSON-RPC 2.0 specification, section 7, sent to the testbed over a socket; and what the sections
/// before it say and no example shows.
@Suite struct SpecificationTests {
    /// What `-->` sends and `<--` answers. Errors are compared by code, message and id: `data` is ours.
    struct Exchange: Sendable, CustomTestStringConvertible {
        let name: String
        let sent: String
        /// Nil when nothing is answered.
        let answered: String?
        var testDescription: String { name }

        init(_ name: String, _ sent: String, _ answered: String?) {
            (self.name, self.sent, self.answered) = (name, sent, answered)
        }
    }

    static let examples = [
        Exchange(
            "positional parameters", #"{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}"#,
            #"{"jsonrpc": "2.0", "result": 19, "id": 1}"#),
        Exchange(
            "positional parameters, negative",
            #"{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}"#,
            #"{"jsonrpc": "2.0", "result": -19, "id": 2}"#),
        Exchange(
            "named parameters",
            #"{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}"#,
            #"{"jsonrpc": "2.0", "result": 19, "id": 3}"#),
        Exchange(
            "named parameters in another order",
            #"{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4}"#,
            #"{"jsonrpc": "2.0", "result": 19, "id": 4}"#),
        Exchange("a notification", #"{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}"#, nil),
        Exchange("a notification without params", #"{"jsonrpc": "2.0", "method": "foobar"}"#, nil),
        Exchange(
            "a method that does not exist", #"{"jsonrpc": "2.0", "method": "foobar", "id": "1"}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}"#),
        Exchange(
            "invalid JSON", #"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}"#),
        Exchange(
            "an invalid request object", #"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}"#),
        Exchange(
            "a batch that is invalid JSON",
            #"[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method"]"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}"#),
        Exchange(
            "an empty array", "[]",
            #"{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}"#),
        Exchange(
            "an invalid batch, not empty", "[1]",
            #"[{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}]"#),
        Exchange(
            "an invalid batch of three", "[1,2,3]",
            #"""
            [{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
             {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
             {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}]
            """#),
        Exchange(
            "a batch",
            #"""
            [{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
             {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
             {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
             {"foo": "boo"},
             {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
             {"jsonrpc": "2.0", "method": "get_data", "id": "9"}]
            """#,
            #"""
            [{"jsonrpc": "2.0", "result": 7, "id": "1"},
             {"jsonrpc": "2.0", "result": 19, "id": "2"},
             {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
             {"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "5"},
             {"jsonrpc": "2.0", "result": ["hello", 5], "id": "9"}]
            """#),
        Exchange(
            "a batch of notifications",
            #"""
            [{"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},
             {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]
            """#, nil),
    ]

    /// Sections 4 to 6 and 8.
    static let rules = [
        Exchange(
            "4: the version must be exactly 2.0", #"{"jsonrpc": "1.0", "method": "get_data", "id": 1}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": 1}"#),
        Exchange(
            "4: the version must be there", #"{"method": "get_data", "id": 1}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": 1}"#),
        Exchange(
            "4: an id is a text, a number or null", #"{"jsonrpc": "2.0", "method": "get_data", "id": [1]}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}"#),
        Exchange(
            "4: id null is an id", #"{"jsonrpc": "2.0", "method": "sum", "params": [1], "id": null}"#,
            #"{"jsonrpc": "2.0", "result": 1, "id": null}"#),
        Exchange(
            "4: an id may have a fraction", #"{"jsonrpc": "2.0", "method": "sum", "params": [1], "id": 1.50}"#,
            #"{"jsonrpc": "2.0", "result": 1, "id": 1.50}"#),
        Exchange(
            "4.1: names that begin with rpc. are reserved", #"{"jsonrpc": "2.0", "method": "rpc.foobar", "id": 1}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": 1}"#),
        Exchange(
            "4.2: what is no request is answered, even without an id",
            #"{"jsonrpc": "2.0", "method": "subtract", "params": "bar"}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}"#),
        Exchange(
            "4.1: a notification with wrong params is not answered",
            #"{"jsonrpc": "2.0", "method": "subtract", "params": ["a", "b"]}"#, nil),
        Exchange(
            "4.2: params are structured, if they are there",
            #"{"jsonrpc": "2.0", "method": "sum", "params": 1, "id": 1}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": 1}"#),
        Exchange(
            "4.2: params may be null, as two clients write them",
            #"{"jsonrpc": "2.0", "method": "get_data", "params": null, "id": 1}"#,
            #"{"jsonrpc": "2.0", "result": ["hello", 5], "id": 1}"#),
        Exchange(
            "4.2: params by position may be none",
            #"{"jsonrpc": "2.0", "method": "get_data", "params": [], "id": 1}"#,
            #"{"jsonrpc": "2.0", "result": ["hello", 5], "id": 1}"#),
        Exchange(
            "4.2: names are case-sensitive",
            #"{"jsonrpc": "2.0", "method": "subtract", "params": {"Minuend": 42, "subtrahend": 23}, "id": 1}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32602, "message": "Invalid params"}, "id": 1}"#),
        Exchange(
            "4: methods are case-sensitive", #"{"jsonrpc": "2.0", "method": "Subtract", "params": [1, 2], "id": 1}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": 1}"#),
        Exchange(
            "4: a member that stands twice is no request",
            #"{"jsonrpc": "2.0", "method": "get_data", "method": "sum", "id": 1}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": 1}"#),
        Exchange(
            "4: unknown members are passed over", #"{"jsonrpc": "2.0", "method": "get_data", "id": 1, "auth": "x"}"#,
            #"{"jsonrpc": "2.0", "result": ["hello", 5], "id": 1}"#),
        Exchange(
            "5: a result and a method are no message",
            #"{"jsonrpc": "2.0", "method": "get_data", "result": 1, "id": 1}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": 1}"#),
        Exchange("5: a response asks for no answer", #"{"jsonrpc": "2.0", "result": 1, "id": 1}"#, nil),
    ]

    @Test(arguments: examples + rules) func theSpecificationsAnswerIsGiven(_ exchange: Exchange) async throws {
        try await TestbedProcess.run { testbed in
            for framing in Framed.allCases {
                let client = try await RawClient.connect(to: testbed.address)
                try await client.send(framing.frame(exchange.sent))
                try await client.halfClose()
                let answers = try framing.unframe(await client.rest())
                let found = try answers.map { try Self.comparable(WireValue.parse($0)) }
                let expected = try exchange.answered.map { [try Self.comparable(WireValue.parse($0))] } ?? []
                #expect(found == expected, "\(framing)")
            }
        }
    }

    /// An answer without `error.data`, and checked for what every response has (section 5).
    private static func comparable(_ answer: JSONValue) throws -> JSONValue {
        switch answer {
        case .array(let answers): return .array(try answers.map(comparable))
        case .object(var members):
            let others = Set(members.keys).subtracting(["jsonrpc", "id", "result", "error"])
            #expect(others.isEmpty && (members["result"] == nil) != (members["error"] == nil))
            if case .object(var error)? = members["error"] {
                error["data"] = nil
                members["error"] = .object(error)
            }
            return .object(members)
        default: throw NotAResponse()
        }
    }

    struct NotAResponse: Error {}
}
