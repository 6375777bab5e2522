import Contracts
import RPC
import Testing
import Values

/// The check point: what may be called before and after authentication.
@Suite struct AccessTests {
    @Test func onlyTheOpenMethodsAreReachableWithoutAPrincipal() async throws {
        var limits = RPCLimits()
        // This client never authenticates, and a busy machine may be slow.
        limits.authenticationMs = 60_000
        try await withServer(limits, needsKey: true) { server in
            let client = try await RawClient.connect(to: server.address)
            for method in ["rpc.health", "rpc.ping", "rpc.hello", "rpc.discover"] {
                try await client.send(#"{"jsonrpc":"2.0","method":"\#(method)","id":1}"# + "\n")
                #expect(try WireReply(await client.line()).code == nil, "\(method)")
            }
            let registered = TestAPI.router(Gates()).contracts.map { $0.contract.name }
            for method in registered + ["rpc.stats", "not.registered"] {
                try await client.send(#"{"jsonrpc":"2.0","method":"\#(method)","params":{},"id":1}"# + "\n")
                #expect(try WireReply(await client.line()).code == -32020, "\(method)")
            }
            await client.close()
        }
    }

    @Test func whatIsPipelinedBehindAuthenticationIsThePrincipals() async throws {
        try await withServer(needsKey: true) { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(
                """
                {"jsonrpc":"2.0","method":"rpc.auth","params":{"key":"reader"},"id":1}
                {"jsonrpc":"2.0","method":"test.scope","id":2}
                {"jsonrpc":"2.0","method":"test.administer","id":3}

                """)
            let replies = try await client.lines(3).map { try WireReply($0) }
            #expect(replies[0].result?["principal"] == "reader")
            #expect(replies[1].result?["principal"] == "reader")
            #expect(replies[2].code == -32021)
            await client.close()
        }
    }

    @Test func aWrongKeyIsRefused() async throws {
        try await withServer(needsKey: true) { server in
            let client = server.client(key: "wrong")
            await #expect { try await client.call(TestAPI.Echo.self, .init(text: "a")) } throws: { error in
                (error as? Fault)?.kind == .unauthenticated
            }
            client.close()
        }
    }
}
