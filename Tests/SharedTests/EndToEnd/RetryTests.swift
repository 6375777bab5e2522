import TestSupport
import Testing

@testable import Shared

/// A mutation whose answer was lost is sent again under its key: it is made once, wherever it was when the connection died.
@Suite struct RetryTests {
    @Test func aMutationWhoseAnswerIsLostIsMadeOnce() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let key = try service.addKey(principal: "writer", roles: Role.allCases)
            let client = RPCClient(.init(service: "registry", endpoints: [service.address], key: { key.text }))
            let titles = (0..<20).map { "note \($0)" }
            for title in titles {
                let socket = try LineSocket(to: service.address)
                try socket.send(
                    #"{"jsonrpc":"2.0","method":"rpc.auth","params":{"key":"\#(key.text)"},"id":1}"# + "\n")
                #expect(try socket.line().contains("\"result\""))
                try socket.send(
                    #"{"jsonrpc":"2.0","method":"registry.notes.write","params":{"title":"\#(title)","_meta":{"idempotencyKey":"\#(title)"}},"id":2}"#
                        + "\n")
                // Some are made before this arrives, some are stopped by it.
                socket.reset()
                let note = try await Self.repeated(client, title)
                #expect(note.title == title)
            }
            let notes = try await service.client.call(NoteAPI.List.self, .init(limit: 100))
            #expect(notes.items.map(\.title) == titles.sorted())
            client.close()
        }
    }

    /// The same call as a caller repeats it: while the first is still at work, its key is in progress.
    private static func repeated(_ client: RPCClient, _ title: String) async throws -> Note {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            do throws(Fault) {
                return try await client.call(
                    NoteAPI.Write.self, .init(title: title), options: .init(idempotencyKey: title))
            } catch {
                guard error.kind == .keyInProgress, ContinuousClock.now < end else { throw error }
            }
        }
    }
}
