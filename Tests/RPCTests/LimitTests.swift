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
}
