import Contracts
import JSONRPC
import RPC
import Synchronization
import Testing
import Values

/// The client against the production server.
@Suite struct ClientTests {
    @Test func callsShareConnectionsAndGetTheirOwnAnswers() async throws {
        try await withServer { server in
            let client = server.client()
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<500 {
                    group.addTask { try await client.call(TestAPI.Echo.self, .init(text: "\(number)")) == "\(number)" }
                }
                for try await isRight in group { #expect(isRight) }
            }
            let stats = try await client.call(ProtocolAPI.Stats.self, Empty())
            #expect((1...8).contains(stats.connections))
            client.close()
        }
    }

    @Test func faultsComeBackAsTheyWereThrown() async throws {
        try await withServer(needsKey: true) { server in
            let client = server.client(key: "reader")
            do throws(Fault) {
                _ = try await client.call(TestAPI.Administer.self, Empty())
                Issue.record("a reader is no administrator")
            } catch {
                #expect(error.kind == .permissionDenied)
                #expect(error.traceID?.count == 32)
            }
            client.close()
        }
    }

    @Test func aRawCallCarriesItsOwnMeta() async throws {
        try await withServer { server in
            let client = server.client()
            let result = try await client.call("test.echo", params: Array(#"{"text":"ü"}"#.utf8))
            #expect(result.bytes == Array("\"ü\"".utf8))
            client.close()
        }
    }

    @Test func aServiceThatIsAwayIsUnavailableWithinTheDeadlineAndGoesOnWhenItIsBack() async throws {
        let port = Mutex(0)
        try await withServer { server in port.withLock { $0 = server.address.port } }
        let address = HostPort(host: "127.0.0.1", port: port.withLock { $0 })
        let client = RPCClient(RPCClient.Configuration(service: "test", endpoints: [address]))
        let started = ContinuousClock.now
        await #expect { try await client.call(TestAPI.Echo.self, .init(text: "a")) } throws: { error in
            (error as? Fault)?.kind == .dependencyUnavailable
        }
        #expect(ContinuousClock.now - started < .seconds(10))
        try await withServer(port: address.port) { _ in
            let text = try await client.call(TestAPI.Echo.self, .init(text: "a"))
            #expect(text == "a")
        }
        client.close()
    }

    @Test func outstandingCallsEndWhenTheConnectionDies() async throws {
        var limits = RPCLimits()
        limits.drainMs = 1
        try await withServer(limits) { server in
            let client = server.client()
            // Not repeatable, so that the loss is the caller's to see.
            let calls = (0..<10).map { _ in
                Task { try await client.call("test.wait", params: Array(#"{"gate":"g"}"#.utf8)).bytes }
            }
            await server.gates.arrivals(10)
            await server.shutDown()
            for call in calls {
                await #expect { try await call.value } throws: { error in
                    (error as? Fault)?.kind == .dependencyUnavailable
                }
            }
            client.close()
        }
    }

    @Test func cancellingTheCallerCancelsTheWork() async throws {
        try await withServer { server in
            let client = server.client()
            let call = Task { try await client.call(TestAPI.Wait.self, .init(gate: "g")) }
            await server.gates.arrivals(1)
            call.cancel()
            await server.gates.cancellations(1)
            await #expect { try await call.value } throws: { ($0 as? Fault)?.kind == .cancelled }
            client.close()
        }
    }

    @Test func theDeadlineHoldsOnTheClientToo() async throws {
        try await withServer { server in
            let client = server.client()
            let options = CallOptions(timeout: .milliseconds(50))
            await #expect {
                try await client.call(TestAPI.Wait.self, .init(gate: "g"), options: options)
            } throws: {
                ($0 as? Fault)?.kind == .deadlineExceeded
            }
            client.close()
        }
    }
}
