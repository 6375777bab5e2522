import Contracts
import RPC
import Shared
import Testing
import Values

/// What a client can make the server hold: measured on a process with the limits of production.
@Suite(.serialized) struct MemoryTests {
    private func client(of testbed: TestbedProcess) -> RPCClient {
        RPCClient(.init(service: "testbed", endpoints: [testbed.address], key: { nil }))
    }

    /// 200 MB of answers asked for; at the soft limit of 256 KiB no more is read.
    @Test func aClientThatNeverReadsCostsItsSoftLimit() async throws {
        try await TestbedProcess.run { testbed in
            let client = client(of: testbed)
            let before = try testbed.peakMemory()
            let deaf = try await RawClient.connect(to: testbed.address, reads: false)
            let one = #"{"jsonrpc":"2.0","method":"wait","params":[0,100000],"id":1}"# + "\n"
            deaf.sendLater(String(repeating: one, count: 2_000))
            // Others are served all the while.
            for _ in 0..<100 { #expect(try await client.call("sum", params: Array("[1,2]".utf8)).bytes == [0x33]) }
            let stats = try await client.call(ProtocolAPI.Stats.self, Empty())
            #expect(stats.calls < 1_000)
            let grown = try testbed.peakMemory() - before
            #expect(grown < 24 << 10, "\(grown) KiB")
            await deaf.close()
            client.close()
        }
    }

    /// 64 calls in flight give 1 MB each at once: above 16 MiB the connection is cut.
    @Test func answersBeyondTheHardLimitCutTheConnection() async throws {
        try await TestbedProcess.run { testbed in
            let client = client(of: testbed)
            let before = try testbed.peakMemory()
            let deaf = try await RawClient.connect(to: testbed.address, reads: false)
            let one = #"{"jsonrpc":"2.0","method":"wait","params":[500,1000000],"id":1}"# + "\n"
            deaf.sendLater(String(repeating: one, count: 64))
            var connections = 2
            let deadline = ContinuousClock.now + .seconds(20)
            while connections > 1, ContinuousClock.now < deadline {
                // A wait in the server is the pause between two looks.
                _ = try await client.call("wait", params: Array("[20]".utf8))
                connections = try await client.call(ProtocolAPI.Stats.self, Empty()).connections
            }
            #expect(connections == 1)
            let grown = try testbed.peakMemory() - before
            #expect(grown < 80 << 10, "\(grown) KiB")
            await deaf.close()
            client.close()
        }
    }

    /// Arrays without end in messages without end: what is kept is a message of the limit and its tape.
    @Test func messagesOfTheLimitCostAFewTimesTheirSize() async throws {
        try await TestbedProcess.run { testbed in
            let before = try testbed.peakMemory()
            let client = try await RawClient.connect(to: testbed.address)
            client.sendLater(#"{"jsonrpc":"2.0","method":"sum","id":1,"params":["#)
            for _ in 0..<5 { client.sendLater(String(repeating: "0,", count: 500_000)) }
            #expect(try WireReply(await client.rest()).code == -32007)
            let grown = try testbed.peakMemory() - before
            #expect(grown < 80 << 10, "\(grown) KiB")
        }
    }

    @Test func connection1025IsToldSo() async throws {
        OpenFiles.raiseLimit()
        try await TestbedProcess.run { testbed in
            var clients: [RawClient] = []
            for _ in 0..<1024 { clients.append(try await RawClient.connect(to: testbed.address)) }
            // Each is counted when its own event loop has seen it.
            var counted = JSONValue?.none
            let deadline = ContinuousClock.now + .seconds(20)
            while counted != 1024, ContinuousClock.now < deadline {
                try await clients[0].send(#"{"jsonrpc":"2.0","method":"rpc.stats","id":1}"# + "\n")
                counted = try WireReply(await clients[0].line()).result?["connections"]
            }
            #expect(counted == 1024)
            let refused = try WireReply(await RawClient.connect(to: testbed.address).rest())
            #expect(refused.code == -32009 && refused.data?["limit"] == 1024 && refused.data?["traceId"] != nil)
            for client in clients { await client.close() }
        }
    }
}
