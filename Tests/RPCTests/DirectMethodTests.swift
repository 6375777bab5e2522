import Contracts
import RPC
import Testing
import Values

/// Methods that run where they are read keep the rules of all others: order, limits, access, faults.
@Suite struct DirectMethodTests {
    private func call(_ id: Int?, text: String = "a", count: Int = 2) -> String {
        let id = id.map { #","id":\#($0)"# } ?? ""
        return #"{"jsonrpc":"2.0","method":"test.direct","params":{"text":"\#(text)","count":\#(count)}\#(id)}"#
    }

    private let waiting = #"{"jsonrpc":"2.0","method":"test.wait","params":{"gate":"g"}"#

    @Test func oneIsAnsweredAloneInABatchAndNotAsANotification() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(
                call(1) + "\n" + call(nil) + "\n" + "[\(call(2)),\(call(nil)),\(call(3, text: "b"))]" + "\n")
            #expect(await client.line() == #"{"jsonrpc":"2.0","result":"aa","id":1}"#)
            #expect(
                await client.line()
                    == #"[{"jsonrpc":"2.0","result":"aa","id":2},{"jsonrpc":"2.0","result":"bb","id":3}]"#)
            await client.close()
        }
    }

    @Test func oneBehindANotificationWaitsForItsEnd() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            let cancel = #"{"jsonrpc":"2.0","method":"rpc.cancel","params":{"id":99},"id":2}"#
            try await client.send(waiting + "}\n" + call(1) + "\n" + cancel + "\n")
            // The immediate call overtakes the direct one, which has to wait.
            #expect(try WireReply(await client.line()).id == "2")
            server.gates.open("g")
            #expect(try WireReply(await client.line()).id == "1")
            await client.close()
        }
    }

    @Test func thereIsNoRoomForOneBeyondTheCallsInFlight() async throws {
        try await withServer { server in
            try await expectNoRoom(
                for: call(65), on: server, behind: (1...64).map { "\(waiting),\"id\":\($0)}" }, then: call(66))
        }
    }

    @Test func itsFaultsAreAnsweredAndCounted() async throws {
        var limits = RPCLimits()
        limits.responseBytes = 1_000
        try await withServer(limits) { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send([call(1, count: -1), call(2, count: 2_000), call(3)].map { $0 + "\n" }.joined())
            let unexpected = try WireReply(await client.line())
            #expect(unexpected.id == "1" && unexpected.code == -32603 && unexpected.data?["traceId"] != nil)
            let tooBig = try WireReply(await client.line())
            #expect(tooBig.id == "2" && tooBig.code == -32008)
            #expect(try WireReply(await client.line()).id == "3")
            let stats = try await server.client().call(ProtocolAPI.Stats.self, Empty())
            #expect(stats.calls == 3 && stats.faults == 2)
            await client.close()
        }
    }

    @Test func anAnswerBeyondTheHardLimitOfTheOutputCutsTheConnection() async throws {
        var limits = RPCLimits()
        limits.outputHardBytes = 100_000
        try await withServer(limits) { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(call(1, count: 200_000) + "\n" + call(2) + "\n")
            #expect(await client.rest() == "")
        }
    }

    @Test func nobodyCallsOneBeforeAuthentication() async throws {
        try await withServer(needsKey: true) { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(call(1) + "\n")
            #expect(try WireReply(await client.line()).code == -32020)
            await client.close()
        }
    }
}
