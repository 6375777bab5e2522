import Contracts
import RPC
import Testing
import Values

/// Methods that wait without a task keep the rules of all others: order, limits, access, deadlines, cancellation, faults.
@Suite struct PendingMethodTests {
    private func call(_ id: Int?, gate: String = "g", timeoutMs: Int? = nil) -> String {
        let id = id.map { #","id":\#($0)"# } ?? ""
        let meta = timeoutMs.map { #","_meta":{"timeoutMs":\#($0)}"# } ?? ""
        return #"{"jsonrpc":"2.0","method":"test.pend","params":{"gate":"\#(gate)"\#(meta)}\#(id)}"#
    }

    private let direct = #"{"jsonrpc":"2.0","method":"test.direct","params":{"text":"a","count":1},"id":9}"#

    @Test func oneIsAnsweredAloneAndInABatch() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send("\(call(1))\n[\(call(2)),\(call(3, gate: "h"))]\n")
            await server.gates.arrivals(3)
            server.gates.open("g")
            #expect(await client.line() == #"{"jsonrpc":"2.0","result":"g","id":1}"#)
            server.gates.open("h")
            #expect(
                await client.line()
                    == #"[{"jsonrpc":"2.0","result":"g","id":2},{"jsonrpc":"2.0","result":"h","id":3}]"#)
            await client.close()
        }
    }

    @Test func oneThatHasNothingToWaitForIsAnsweredAtOnce() async throws {
        try await withServer { server in
            server.gates.open("g")
            let client = try await RawClient.connect(to: server.address)
            try await client.send((1...100).map { call($0) + "\n" }.joined())
            let replies = try await client.lines(100).map { try WireReply($0) }
            #expect(Set(replies.map(\.id)).count == 100)
            await client.close()
        }
    }

    @Test func aNotificationOfOneHoldsUpWhatComesBehindIt() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send("\(call(nil))\n\(direct)\n\(call(1, gate: "refused"))\n")
            await server.gates.arrivals(1)
            server.gates.open("g")
            #expect(try WireReply(await client.line()).id == "9")
            #expect(try WireReply(await client.line()).code == -32021)
            let stats = try await server.client().call(ProtocolAPI.Stats.self, Empty())
            #expect(stats.callsInFlight == 0, "\(stats)")
            await client.close()
        }
    }

    @Test func oneIsCancelledByItsCaller() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(call(1) + "\n")
            await server.gates.arrivals(1)
            try await client.send(#"{"jsonrpc":"2.0","method":"rpc.cancel","params":{"id":1},"id":2}"# + "\n")
            let replies = try await client.lines(2).map { try WireReply($0) }
            #expect(replies.contains { $0.id == "1" && $0.code == -32097 })
            #expect(replies.contains { $0.id == "2" && $0.code == nil })
            await client.close()
        }
    }

    @Test func onePastItsDeadlineIsAnsweredAndItsWorkCancelled() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(call(1, timeoutMs: 50) + "\n" + "[\(call(2, timeoutMs: 50))]\n")
            let replies = await client.lines(2)
            #expect(replies.allSatisfy { $0.contains("-32096") })
            await server.gates.cancellations(2)
            await client.close()
        }
    }

    @Test func theEndOfTheConnectionCancelsOne() async throws {
        var limits = RPCLimits()
        limits.drainMs = 50
        try await withServer(limits) { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(call(1) + "\n")
            await server.gates.arrivals(1)
            await server.shutDown()
            #expect(await client.rest() == "")
            await server.gates.cancellations(1)
        }
    }

    @Test func thereIsNoRoomForOneBeyondTheCallsInFlight() async throws {
        try await withServer { server in
            try await expectNoRoom(for: call(65), on: server, behind: (1...64).map { call($0) }, then: call(66))
        }
    }

    @Test func whatItsBeginningAndItsEndThrowIsAnsweredAndCounted() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            server.gates.open("broken")
            let wrong = #"{"jsonrpc":"2.0","method":"test.pend","params":{"gate":1},"id":3}"#
            try await client.send("\(call(1, gate: "refused"))\n\(call(2, gate: "broken"))\n\(wrong)\n")
            let replies = try await client.lines(3).map { try WireReply($0) }
            #expect(replies.map(\.code) == [-32021, -32603, -32602], "nothing is left of a half-written answer")
            #expect(replies.allSatisfy { $0.data?["traceId"] != nil })
            let stats = try await server.client().call(ProtocolAPI.Stats.self, Empty())
            #expect(stats.calls == 3 && stats.faults == 3)
            await client.close()
        }
    }

    @Test func drainingFinishesWhatPends() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send((1...50).map { call($0) + "\n" }.joined())
            await server.gates.arrivals(50)
            await server.shutDown()
            server.gates.open("g")
            let replies = try await client.rest().split(separator: "\n").map { try WireReply(String($0)) }
            #expect(replies.count == 50 && replies.allSatisfy { $0.code == nil })
        }
    }
}
