import Contracts
import RPC
import Testing
import Values

/// Shutdown: what runs is finished, nothing is lost, nothing begins.
@Suite struct DrainTests {
    @Test func callsInFlightAtShutdownAreAllAnswered() async throws {
        try await withServer { server in
            let clients = try await (0..<4).asyncMap { _ in try await RawClient.connect(to: server.address) }
            for client in clients {
                try await client.send(
                    (1...50).map {
                        #"{"jsonrpc":"2.0","method":"test.wait","params":{"gate":"g"},"id":\#($0)}"# + "\n"
                    }.joined())
            }
            await server.gates.arrivals(200)
            await server.shutDown()
            for client in clients {
                // The shutdown reaches each connection in its own time; until then calls are answered as ever.
                var late: WireReply
                repeat {
                    try await client.send(#"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":"late"}"# + "\n")
                    late = try WireReply(await client.line())
                } while late.code == nil
                #expect(late.id == "\"late\"" && late.code == -32012)
            }
            server.gates.open("g")
            for client in clients {
                let ids = try await client.rest().split(separator: "\n").map { try WireReply(String($0)) }
                #expect(ids.count == 50 && Set(ids.map(\.id)).count == 50)
                #expect(ids.allSatisfy { $0.code == nil })
            }
        }
    }

    @Test func aLongPollIsSentHomeAtOnce() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(#"{"jsonrpc":"2.0","method":"test.poll","params":{"gate":"g"},"id":1}"# + "\n")
            await server.gates.arrivals(1)
            await server.shutDown()
            let answer = try WireReply(await client.rest())
            #expect(answer.code == -32012 && answer.data?["traceId"] != nil)
        }
    }

    @Test func whatDoesNotEndInTimeIsCut() async throws {
        var limits = RPCLimits()
        limits.drainMs = 50
        try await withServer(limits) { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(#"{"jsonrpc":"2.0","method":"test.wait","params":{"gate":"g"},"id":1}"# + "\n")
            await server.gates.arrivals(1)
            await server.shutDown()
            #expect(await client.rest() == "")
            await server.gates.cancellations(1)
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
