import Contracts
import RPC
import Testing
import Values

/// Every limit of `design.md` §2 that a socket is needed to see.
@Suite struct LimitTests {
    private func wait(_ id: Int, gate: String = "g") -> String {
        #"{"jsonrpc":"2.0","method":"test.wait","params":{"gate":"\#(gate)"},"id":\#(id)}"# + "\n"
    }

    @Test func the65thCallIsBusyAndCancellationsAreStillHeard() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send((1...65).map { wait($0) }.joined())
            let busy = try WireReply(await client.line())
            #expect(busy.id == "65" && busy.code == -32009)
            #expect(busy.data?["retryAfterMs"] != nil)
            try await client.send(#"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":7}}"# + "\n")
            let cancelled = try WireReply(await client.line())
            #expect(cancelled.id == "7" && cancelled.code == -32097)
            server.gates.open("g")
            let rest = try await client.lines(63).map { try WireReply($0).id }
            #expect(Set(rest).count == 63)
            await client.close()
        }
    }

    @Test func tenThousandRequestsWithoutReadingAnAnswerAreAllAnswered() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            let one = #"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":1}"# + "\n"
            client.sendLater(String(repeating: one, count: 10_000))
            let lines = await client.lines(10_000)
            #expect(lines.allSatisfy { $0 == #"{"jsonrpc":"2.0","result":"a","id":1}"# })
            #expect(lines.count == 10_000)
            await client.close()
        }
    }

    @Test func aClientThatNeverReadsIsHeldBackAndOthersAreServed() async throws {
        var limits = RPCLimits()
        limits.drainMs = 200
        try await withServer(limits) { server in
            let deaf = try await RawClient.connect(to: server.address, reads: false)
            let large = #"{"jsonrpc":"2.0","method":"test.large","params":{"bytes":100000},"id":1}"# + "\n"
            deaf.sendLater(String(repeating: large, count: 2_000))
            let client = server.client()
            #expect(try await client.call(TestAPI.Echo.self, .init(text: "a")) == "a")
            // Held back at the soft limit: far fewer than 2,000 were run, whatever the system's buffers took.
            let stats = try await client.call(ProtocolAPI.Stats.self, Empty())
            #expect(stats.calls < 1_000)
            client.close()
            await deaf.close()
        }
    }

    @Test func aLargeAnswerIsRefusedAsTooBig() async throws {
        var limits = RPCLimits()
        limits.responseBytes = 1_000
        try await withServer(limits) { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(#"{"jsonrpc":"2.0","method":"test.large","params":{"bytes":2000},"id":1}"# + "\n")
            #expect(try WireReply(await client.line()).code == -32008)
            let part = #"{"jsonrpc":"2.0","method":"test.large","params":{"bytes":600},"id":1}"#
            try await client.send("[\(part),\(part)]\n")
            #expect(try WireReply(await client.line()).code == -32011)
            await client.close()
        }
    }

    @Test func aRequestAboveTheLimitIsAnsweredAndEndsTheConnection() async throws {
        var limits = RPCLimits()
        limits.requestBytes = 1_000
        try await withServer(limits) { server in
            let client = try await RawClient.connect(to: server.address)
            client.sendLater(
                #"{"jsonrpc":"2.0","method":"test.echo","params":["\#(String(repeating: "x", count: 2_000))"],"id":1}"#)
            #expect(try WireReply(await client.rest()).code == -32007)
        }
    }

    @Test func aBatchOf101IsRefusedAsAWhole() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            let one = #"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":1}"#
            try await client.send("[" + repeatElement(one, count: 101).joined(separator: ",") + "]\n")
            #expect(try WireReply(await client.line()).code == -32010)
            await client.close()
        }
    }

    @Test func whoSaysNothingOrHalfAMessageIsCut() async throws {
        var limits = RPCLimits()
        limits.authenticationMs = 50
        try await withServer(limits, needsKey: true) { server in
            let silent = try await RawClient.connect(to: server.address)
            #expect(await silent.rest() == "")
        }
        limits.authenticationMs = 10_000
        limits.incompleteMessageMs = 50
        try await withServer(limits) { server in
            let slow = try await RawClient.connect(to: server.address)
            try await slow.send(#"{"jsonrpc":"2.0","#)
            #expect(await slow.rest() == "")
        }
    }

    @Test func oneConnectionTooManyIsToldSo() async throws {
        var limits = RPCLimits()
        limits.connections = 1
        try await withServer(limits) { server in
            let first = try await RawClient.connect(to: server.address)
            try await first.send(#"{"jsonrpc":"2.0","method":"rpc.ping","id":1}"# + "\n")
            #expect(try WireReply(await first.line()).code == nil)
            let second = try await RawClient.connect(to: server.address)
            #expect(try WireReply(await second.rest()).code == -32009)
            await first.close()
        }
    }

    @Test func aDeadlineIsAnsweredAndCancelsTheWork() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(
                #"{"jsonrpc":"2.0","method":"test.wait","params":{"gate":"g","_meta":{"timeoutMs":30}},"id":1}"# + "\n")
            #expect(try WireReply(await client.line()).code == -32096)
            await server.gates.cancellations(1)
            await client.close()
        }
    }

    @Test func closingTheClientCancelsItsWork() async throws {
        try await withServer { server in
            let client = server.client()
            let call = Task { try await client.call(TestAPI.Wait.self, .init(gate: "g")) }
            await server.gates.arrivals(1)
            client.close()
            await server.gates.cancellations(1)
            call.cancel()
            _ = try? await call.value
        }
    }

    @Test func behindTheSecondWindowReadingStopsUntilACallEnds() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send((1...64).map { wait($0) }.joined())
            await server.gates.arrivals(64)
            try await client.send((65...200).map { wait($0, gate: "second") }.joined())
            let busy = try await client.lines(64).map { try WireReply($0) }
            #expect(busy.map(\.id) == (65...128).map(String.init))
            #expect(busy.allSatisfy { $0.code == -32009 })
            // What is behind them is not read: another connection is served meanwhile, and this one says nothing.
            let other = server.client()
            for _ in 0..<20 { _ = try await other.call(TestAPI.Echo.self, .init(text: "a")) }
            #expect(try await other.call(ProtocolAPI.Stats.self, Empty()).callsInFlight == 64)
            other.close()
            server.gates.open("second")
            server.gates.open("g")
            let rest = try await client.lines(64 + 72).map { try WireReply($0).id }
            #expect(Set(rest) == Set((Array(1...64) + Array(129...200)).map(String.init)))
            await client.close()
        }
    }

    @Test func theServiceAdmitsSoManyCallsOfAllConnectionsTogether() async throws {
        var limits = RPCLimits()
        limits.callsInService = 3
        try await withServer(limits) { server in
            let first = try await RawClient.connect(to: server.address)
            let second = try await RawClient.connect(to: server.address)
            try await first.send(wait(1) + wait(2))
            await server.gates.arrivals(2)
            try await second.send(wait(3))
            await server.gates.arrivals(3)
            try await second.send(wait(4))
            let busy = try WireReply(await second.line())
            #expect(busy.id == "4" && busy.code == -32009)
            #expect(busy.data?["retryAfterMs"]?.int ?? 0 > 0)
            #expect(busy.data?["retryable"] == true)
            // A batch is taken as a whole or not at all.
            try await second.send(#"[{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":5}]"# + "\n")
            #expect(await second.line()?.contains("-32009") == true)
            server.gates.open("g")
            #expect(try await first.lines(2).map { try WireReply($0).code } == [nil, nil])
            #expect(try WireReply(await second.line()).id == "3")
            try await second.send(wait(6))
            #expect(try WireReply(await second.line()).code == nil)
            await first.close()
            await second.close()
        }
    }

    @Test func longPollsAre16AndApartFromTheCalls() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            let polls = (1...17).map {
                #"{"jsonrpc":"2.0","method":"test.poll","params":{"gate":"p"},"id":\#($0)}"# + "\n"
            }
            try await client.send(polls.joined())
            let busy = try WireReply(await client.line())
            #expect(busy.id == "17" && busy.code == -32009)
            // All 64 places for calls are free.
            try await client.send((101...164).map { wait($0) }.joined())
            await server.gates.arrivals(16 + 64)
            server.gates.open("g")
            #expect(Set(try await client.lines(64).map { try WireReply($0).id }).count == 64)
            server.gates.open("p")
            #expect(Set(try await client.lines(16).map { try WireReply($0).id }).count == 16)
            await client.close()
        }
    }

    @Test(arguments: ["4294967296", "9223372036854775807", "99999999999999999999999999"])
    func aLengthOfGigabytesOrBeyondAllIntegersIsTooBig(_ length: String) async throws {
        try await TestbedProcess.run { testbed in
            let before = try testbed.peakMemory()
            for start in ["Content-Length: \(length)\r\n\r\n{", "\(length):{"] {
                let client = try await RawClient.connect(to: testbed.address)
                try await client.send(start)
                #expect(await client.rest().contains("-32007"))
            }
            #expect(try testbed.peakMemory() < before + 16 << 10)
        }
    }

    @Test func aNestOf100000BracketsIsNotJSONAndTheNextLineIsRead() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            client.sendLater(String(repeating: "[", count: 100_000) + "\n")
            try await client.send(#"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":1}"# + "\n")
            #expect(try WireReply(await client.line()).code == -32700)
            #expect(try WireReply(await client.line()).id == "1")
            await client.close()
        }
    }

    @Test func anIDOrAMethodBeyondItsLimitIsNoRequest() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            let long = String(repeating: "x", count: 129)
            try await client.send(
                #"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":"\#(long)"}"# + "\n"
                    + #"{"jsonrpc":"2.0","method":"\#(long)","id":2}"# + "\n")
            let replies = try await client.lines(2).map { try WireReply($0) }
            #expect(replies.map(\.code) == [-32600, -32600])
            #expect(replies.map(\.id) == ["null", "2"])
            await client.close()
        }
    }

    @Test func tenUnreadableMessagesInARowEndTheConnection() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            client.sendLater(String(repeating: "{x\n", count: 20))
            let answers = await client.rest().split(separator: "\n")
            #expect(answers.count == 10)
            #expect(try answers.allSatisfy { try WireReply(String($0)).code == -32700 })
        }
    }

    @Test func whoIsIdleIsCutAndWhoWaitsForAnAnswerIsNot() async throws {
        var limits = RPCLimits()
        limits.idleMs = 100
        try await withServer(limits) { server in
            let waiting = try await RawClient.connect(to: server.address)
            try await waiting.send(wait(1))
            await server.gates.arrivals(1)
            // White space is no message.
            let idle = try await RawClient.connect(to: server.address)
            try await idle.send(" \n")
            #expect(await idle.rest() == "")
            server.gates.open("g")
            #expect(try WireReply(await waiting.line()).id == "1")
            #expect(await waiting.line() == nil)
        }
    }

    /// Each byte comes in time, the message does not.
    @Test func aByteAtATimeDoesNotStretchTheTimeOfAMessage() async throws {
        var limits = RPCLimits()
        limits.incompleteMessageMs = 200
        try await withServer(limits) { server in
            let slow = try await RawClient.connect(to: server.address)
            try await slow.send("{")
            let dripping = Task {
                // A call of another client is the pause between two bytes.
                let other = server.client()
                defer { other.close() }
                while !Task.isCancelled {
                    try await slow.send(" ")
                    _ = try await other.call(TestAPI.Echo.self, .init(text: "a"))
                }
            }
            #expect(await slow.rest() == "")
            dripping.cancel()
            _ = await dripping.result
        }
    }
}
