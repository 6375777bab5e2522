import Contracts
import RPC
import Testing
import Values

/// JSON-RPC 2.0 as a client sees it on the wire.
@Suite struct ProtocolTests {
    private func answers(to text: String) async throws -> String {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(text)
            try await client.halfClose()
            continuation.yield(await client.rest())
        }
        var iterator = stream.makeAsyncIterator()
        return await iterator.next() ?? ""
    }

    @Test func halfCloseIsNormalUse() async throws {
        let text = try await answers(to: #"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":1}"#)
        #expect(text == #"{"jsonrpc":"2.0","result":"a","id":1}"# + "\n")
    }

    @Test func theIDIsEchoedByteForByte() async throws {
        for id in ["-0", "1e3", "9223372036854775808", "\"\\u0061\"", "null"] {
            let text = try await answers(
                to: #"{"id":\#(id),"jsonrpc":"2.0","method":"test.echo","params":{"text":"a"}}"#)
            #expect(text == #"{"jsonrpc":"2.0","result":"a","id":\#(id)}"# + "\n")
        }
    }

    @Test func lineEndingsAreTheClientsOwn() async throws {
        let text = try await answers(
            to: "{\"jsonrpc\":\"2.0\",\r\n \"method\":\"test.echo\",\r\n \"params\":[\"a\"],\r\n \"id\":1}\r\n")
        #expect(text == "{\"jsonrpc\":\"2.0\",\"result\":\"a\",\"id\":1}\r\n")
    }

    @Test func unframedMessagesAreToldApart() async throws {
        let one = #"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":1}"#
        let text = try await answers(to: one + one + one)
        #expect(text.split(separator: "\n").count == 3)
    }

    @Test func contentLengthIsAnsweredWithContentLength() async throws {
        let body = #"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":1}"#
        let text = try await answers(to: "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let answer = #"{"jsonrpc":"2.0","result":"a","id":1}"#
        #expect(text == "Content-Length: \(answer.utf8.count)\r\n\r\n\(answer)")
    }

    @Test func netstringIsAnsweredWithNetstring() async throws {
        let body = #"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":1}"#
        let text = try await answers(to: "\(body.utf8.count):\(body),")
        let answer = #"{"jsonrpc":"2.0","result":"a","id":1}"#
        #expect(text == "\(answer.utf8.count):\(answer),")
    }

    @Test func aBatchIsAnsweredInItsOrderWithoutItsNotifications() async throws {
        let text = try await answers(
            to: """
                [{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":"1"},
                {"jsonrpc":"2.0","method":"test.echo","params":["n"]},
                {"foo":"boo"},
                {"jsonrpc":"2.0","method":"foo.get","id":"5"},
                {"jsonrpc":"2.0","method":"test.echo","params":["b"],"id":"9"}]
                """)
        let elements = text.split(separator: "\"id\":").dropFirst().map { $0.prefix { $0 != "}" } }
        #expect(elements == ["\"1\"", "null", "\"5\"", "\"9\""])
        #expect(text.hasPrefix("[") && text.hasSuffix("]\n"))
    }

    @Test func anEmptyBatchAndABatchOfNotificationsAreAnsweredAsTheSpecificationSays() async throws {
        #expect(try WireReply(try await answers(to: "[]")).code == -32600)
        #expect(try await answers(to: #"[{"jsonrpc":"2.0","method":"test.echo","params":["n"]}]"#) == "")
        #expect(try WireReply(try await answers(to: #"[{"jsonrpc":"2.0","method"]"#)).code == -32700)
    }

    @Test func anHTTPRequestIsToldSoAndItsBodyIsNotRun() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(
                "POST / HTTP/1.1\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"test.change\",\"params\":{},\"id\":1}\n")
            let text = await client.rest()
            #expect(try WireReply(text).code == -32700)
            continuation.yield(server.gates.counted)
        }
        var iterator = stream.makeAsyncIterator()
        #expect(await iterator.next() == 0)
    }

    @Test func aByteAtATimeIsEnough() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            for character in #"{"jsonrpc":"2.0","method":"test.echo","params":["ü"],"id":1}"# {
                try await client.send(String(character))
            }
            try await client.send("\n")
            #expect(await client.line() == #"{"jsonrpc":"2.0","result":"ü","id":1}"#)
            await client.close()
        }
    }

    /// No hop stands between the socket and the beginning of a method that has a task.
    @Test func aMethodBeginsOnTheEventLoopThatReadItsRequest() async throws {
        try await withServer { server in
            let client = server.client()
            for _ in 0..<20 {
                let isThere = try await client.call(TestAPI.Place.self, Empty())
                #expect(isThere)
            }
            client.close()
        }
    }

    @Test func callsStartInTheOrderTheyCame() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            // Each answers how many were begun before it.
            try await client.send(
                (1...60).map { #"{"jsonrpc":"2.0","method":"test.change","id":\#($0)}"# + "\n" }.joined())
            for line in await client.lines(60) {
                let reply = try WireReply(line)
                #expect(line == #"{"jsonrpc":"2.0","result":\#(reply.id),"id":\#(reply.id)}"#)
            }
            await client.close()
        }
    }

    @Test func aNotificationIsABarrierAndAMutationIsNotRunAsOne() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            // The request behind the notification must see the open gate; without the barrier both would start at once.
            try await client.send(
                """
                {"jsonrpc":"2.0","method":"test.open","params":{"gate":"g"}}
                {"jsonrpc":"2.0","method":"test.change","params":{}}
                {"jsonrpc":"2.0","method":"test.wait","params":{"gate":"g"},"id":1}

                """)
            #expect(await client.line() == #"{"jsonrpc":"2.0","result":"g","id":1}"#)
            #expect(server.gates.counted == 0)
            try await client.send(#"{"jsonrpc":"2.0","method":"rpc.stats","id":2}"# + "\n")
            #expect(try WireReply(await client.line()).result?["notificationsDropped"] == 1)
            await client.close()
        }
    }

    @Test func violationsHaveAPathAndAnUnexpectedErrorHasOnlyATrace() async throws {
        let wrong = try WireReply(
            try await answers(to: #"{"jsonrpc":"2.0","method":"test.echo","params":{"text":1},"id":1}"#))
        #expect(wrong.code == -32602)
        #expect(wrong.data?["violations"]?.array?.first?["path"] == "params.text")
        let failed = try WireReply(try await answers(to: #"{"jsonrpc":"2.0","method":"test.fail","id":1}"#))
        #expect(failed.code == -32603)
        #expect(failed.data?["traceId"]?.string?.count == 32)
        #expect(failed.data?["violations"] == nil)
    }

    @Test func metaIsCheckedAndReachesTheMethod() async throws {
        let trace = "0af7651916cd43dd8448eb211c80319c"
        let scope = try WireReply(
            try await answers(
                to: """
                    {"jsonrpc":"2.0","method":"test.scope","params":{"b":1,"a":[2.0],"_meta":{"timeoutMs":5000,\
                    "traceparent":"00-\(trace)-b7ad6b7169203331-01"}},"id":1}
                    """)
        ).result
        #expect(scope?["traceID"] == .string(trace))
        #expect((1...5000).contains(scope?["remainingMs"]?.int ?? 0))
        #expect(scope?["canonical"] == #"{"a":[2],"b":1}"#)
        let refused = try WireReply(
            try await answers(
                to: #"{"jsonrpc":"2.0","method":"test.echo","params":{"text":"a","_meta":{"timeoutMs":0}},"id":1}"#))
        #expect(refused.code == -32602)
        #expect(refused.data?["violations"]?.array?.first?["path"] == "params._meta.timeoutMs")
    }

    @Test func helloNamesTheServerItsLimitsAndWhatItCan() async throws {
        var limits = RPCLimits()
        limits.batchMembers = 7
        try await withServer(limits) { [limits] server in
            let client = server.client()
            let hello = try await client.call(ProtocolAPI.Hello.self, .init(client: "a test", version: "1"))
            #expect(hello.server == "test" && hello.version == "1.0.0" && hello.limits == limits)
            #expect(hello.features == ProtocolAPI.Hello.features)
            client.close()
        }
    }

    @Test func discoveryDescribesEveryMethod() async throws {
        let document = try WireReply(
            try await answers(to: #"{"jsonrpc":"2.0","method":"rpc.discover","id":1}"#)
        ).result
        #expect(document?["openrpc"] == "1.4.1")
        let names = document?["methods"]?.array?.compactMap { $0["name"]?.string } ?? []
        #expect(names.contains("test.echo") && names.contains("rpc.discover") && names.contains("rpc.auth"))
        #expect(document?["x-limits"]?["callsInFlight"] == 64)
    }

    @Test func whatWasAskedBeforeTheHalfCloseIsAnsweredBehindIt() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(
                #"{"jsonrpc":"2.0","method":"test.wait","params":{"gate":"g"},"id":1}"# + "\n"
                    + #"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":2}"#)
            try await client.halfClose()
            #expect(try WireReply(await client.line()).id == "2")
            server.gates.open("g")
            #expect(try WireReply(await client.rest()).id == "1")
        }
    }

    @Test func atMostEightOfABatchRunAtATimeAndItsAnswersKeepItsOrder() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            let members = (1...20).map {
                #"{"jsonrpc":"2.0","method":"test.wait","params":{"gate":"g"},"id":\#($0)}"#
            }
            try await client.send("[" + members.joined(separator: ",") + "]\n")
            await server.gates.arrivals(8)
            try await client.send(#"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":"later"}"# + "\n")
            #expect(try WireReply(await client.line()).id == "\"later\"")
            #expect(server.gates.arrived == 8)
            server.gates.open("g")
            let answers = try WireValue.parse(await client.line() ?? "").array ?? []
            #expect(answers.compactMap { $0["id"]?.int } == (1...20).map(Int64.init))
            await client.close()
        }
    }

    @Test func aTLSHelloOnAPlainPortIsToldSo() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}")
            #expect(try WireReply(await client.rest()).code == -32700)
        }
    }
}
