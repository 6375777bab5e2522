import Contracts
import RPC
import Testing

/// Peers that die, hang, are busy or go: what a caller sees, and what is sent again.
@Suite struct PeerLossTests {
    private func makeClient(_ endpoints: HostPort...) -> RPCClient {
        RPCClient(.init(service: "test", endpoints: endpoints))
    }

    @Test func aQueryWhosePeerDiesIsAskedAgain() async throws {
        try await bounded {
            try await ScriptedServer.with({ $0.connection == 1 ? .close : .result(#""again""#) }) { server in
                let client = makeClient(server.address)
                let answer = try await client.call(TestAPI.Echo.self, .init(text: "a"))
                #expect(answer == "again")
                #expect(server.requests.count == 2)
                client.close()
            }
        }
    }

    @Test func aMutationIsSentAgainUnderItsKeyOrNotAtAll() async throws {
        try await bounded {
            try await ScriptedServer.with({ $0.connection == 1 ? .close : .result("1") }) { server in
                let client = makeClient(server.address)
                let answer = try await client.call(TestAPI.Change.self, Empty(), options: .init(idempotencyKey: "k"))
                #expect(answer == 1)
                #expect(server.requests.map(\.idempotencyKey) == ["\"k\"", "\"k\""])
                client.close()
            }
            try await ScriptedServer.with({ _ in .close }) { server in
                let client = makeClient(server.address)
                let fault = await #expect(throws: Fault.self) {
                    try await client.call("test.change", params: Array("{}".utf8))
                }
                #expect(fault?.kind == .dependencyUnavailable)
                #expect(server.requests.count == 1, "it may have been made")
                client.close()
            }
        }
    }

    @Test func aPeerThatNeverAnswersCostsEachCallerItsDeadlineAndNoMore() async throws {
        try await bounded {
            try await ScriptedServer.with({ _ in .nothing }) { server in
                let client = makeClient(server.address)
                let start = ContinuousClock.now
                await withTaskGroup(of: FaultKind?.self) { group in
                    for _ in 0..<100 {
                        group.addTask {
                            do throws(Fault) {
                                _ = try await client.call(
                                    TestAPI.Echo.self, .init(text: "a"), options: .init(timeout: .milliseconds(300)))
                                return nil
                            } catch {
                                return error.kind
                            }
                        }
                    }
                    for await kind in group { #expect(kind == .deadlineExceeded) }
                }
                #expect(ContinuousClock.now - start < .seconds(10))
                client.close()
            }
        }
    }

    @Test func allOutstandingCallsEndAtOnceWhenTheConnectionDies() async throws {
        try await bounded {
            // Takes ten requests in silence, few enough for one connection, and dies at the next.
            try await ScriptedServer.with({ $0.method == "\"test.fail\"" ? .close : .nothing }) { server in
                let client = makeClient(server.address)
                let start = ContinuousClock.now
                let calls = (0..<10).map { _ in Task { try await client.call("test.change", params: Array("{}".utf8)) }
                }
                while server.requests.count < 10 { await Task.yield() }
                let last = Task { try await client.call("test.fail", params: Array("{}".utf8)) }
                for call in calls + [last] {
                    let fault = await #expect(throws: Fault.self) { _ = try await call.value }
                    #expect(fault?.kind == .dependencyUnavailable)
                }
                // Their own deadline is 30 s away.
                #expect(ContinuousClock.now - start < .seconds(10))
                client.close()
            }
        }
    }

    @Test func bothAddressesOfANameAreUsed() async throws {
        try await withServer { one in
            try await withServer { two in
                let client = makeClient(one.address, two.address)
                try await useBoth(client, one, two)
                client.close()
            }
        }
    }

    @Test func aDeadAddressBesideALiveOneIsNobodysLoss() async throws {
        let hole = try BlackHole()
        // Port 1 refuses at once; the hole says nothing for as long as one waits.
        for dead in [HostPort(host: "127.0.0.1", port: 1), hole.address] {
            try await withServer { server in
                let client = makeClient(dead, server.address)
                for _ in 0..<20 {
                    let answer = try await client.call(TestAPI.Echo.self, .init(text: "a"))
                    #expect(answer == "a")
                }
                client.close()
            }
        }
        withExtendedLifetime(hole) {}
    }

    @Test func whereNobodyAnswersTheCallerIsToldWithinItsDeadline() async throws {
        let hole = try BlackHole()
        let client = makeClient(hole.address)
        let start = ContinuousClock.now
        let fault = await #expect(throws: Fault.self) {
            try await client.call(TestAPI.Echo.self, .init(text: "a"), options: .init(timeout: .seconds(1)))
        }
        #expect([.dependencyUnavailable, .deadlineExceeded].contains(fault?.kind))
        #expect(ContinuousClock.now - start < .seconds(10))
        client.close()
        withExtendedLifetime(hole) {}
    }

    @Test func whatABusyServerRefusesAnotherOneDoes() async throws {
        var limits = RPCLimits()
        limits.callsInService = 0
        try await withServer(limits) { busy in
            try await withServer { free in
                let client = makeClient(busy.address, free.address)
                for number in 1...10 {
                    let options = CallOptions(idempotencyKey: "\(number)")
                    let answer = try await client.call(TestAPI.Change.self, Empty(), options: options)
                    #expect(answer == number)
                }
                #expect(busy.gates.counted == 0)
                client.close()
            }
        }
    }

    @Test func callsGoElsewhereWhileAServerDrains() async throws {
        try await withServer { one in
            try await withServer { two in
                let client = makeClient(one.address, two.address)
                try await useBoth(client, one, two)
                let waits = (0..<8).map { _ in
                    Task { try await client.call(TestAPI.Wait.self, .init(gate: "g")) }
                }
                await one.gates.arrivals(1)
                await two.gates.arrivals(1)
                await one.shutDown()
                for number in 0..<50 {
                    let answer = try await client.call(TestAPI.Echo.self, .init(text: "\(number)"))
                    #expect(answer == "\(number)")
                }
                one.gates.open("g")
                two.gates.open("g")
                for wait in waits { #expect(try await wait.value == "g") }
                client.close()
            }
        }
    }

    /// Until each of the two has done something; `withServer` bounds it.
    private func useBoth(_ client: RPCClient, _ one: RunningServer, _ two: RunningServer) async throws {
        var number = 0
        while one.gates.counted == 0 || two.gates.counted == 0 {
            number += 4
            await withTaskGroup(of: Void.self) { group in
                for key in number..<(number + 4) {
                    group.addTask {
                        _ = try? await client.call(
                            TestAPI.Change.self, Empty(), options: .init(idempotencyKey: "\(key)"))
                    }
                }
            }
        }
    }
}
