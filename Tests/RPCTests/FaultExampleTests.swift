import Contracts
import JSONRPC
import RPC
import Testing
import Values

/// Every fault of the table, raised by a method on the production server: on the wire it is its example in the OpenRPC
/// document, and the client makes the same fault of it.
@Suite struct FaultExampleTests {
    @Test func everyFaultIsWrittenAsItsExampleAndReadAgain() async throws {
        try await withServer { server in
            let client = server.client()
            let document = try await client.call(ProtocolAPI.Discover.self, Empty())
            let wire = try await RawClient.connect(to: server.address)
            for kind in FaultKind.all {
                let params = #"{"reason":"\#(kind.reason)"}"#
                try await wire.send(#"{"jsonrpc":"2.0","method":"test.raise","params":\#(params),"id":1}"# + "\n")
                let answer = try WireValue.parse(await wire.line() ?? "")
                #expect(answer["error"] != nil && answer["error"] == document["components"]?["errors"]?[kind.reason])
                // Faults that say “not processed” are tried again by the client, which takes its time.
                guard kind != .busy, kind != .shuttingDown else { continue }
                let fault = await #expect(throws: Fault.self) {
                    try await client.call("test.raise", params: Array(params.utf8))
                }
                #expect(fault == kind.example, "\(kind.reason)")
            }
            await wire.close()
            client.close()
        }
    }

    @Test func codesAndReasonsAreGivenOnce() {
        #expect(Set(FaultKind.all.map(\.code)).count == FaultKind.all.count)
        #expect(Set(FaultKind.all.map(\.reason)).count == FaultKind.all.count)
    }
}
