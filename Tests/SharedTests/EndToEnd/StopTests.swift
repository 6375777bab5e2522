import TestSupport
import Testing

@testable import Shared

/// However a caller stops waiting, the statement that works for it ends in PostgreSQL too.
@Suite struct StopTests {
    /// 50 s are far beyond everything a test waits for.
    private static let sleep =
        #"{"jsonrpc":"2.0","method":"registry.notes.sleep","params":{"seconds":50},"id":"long"}"# + "\n"

    enum Way: String, CaseIterable, CustomTestStringConvertible {
        case cancel = #"{"jsonrpc":"2.0","method":"rpc.cancel","params":{"id":"long"},"id":2}"#
        case languageServerCancel = #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"long"}}"#
        case disconnect = ""

        var testDescription: String { self == .disconnect ? "disconnect" : rawValue }
    }

    @Test(arguments: Way.allCases)
    func theStatementEndsWithTheCall(_ way: Way) async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let key = try service.addKey(principal: "sleeper", roles: [.reader])
            let socket = try LineSocket(to: service.address)
            try socket.send(#"{"jsonrpc":"2.0","method":"rpc.auth","params":{"key":"\#(key.text)"},"id":1}"# + "\n")
            #expect(try socket.line().contains("\"result\""))
            try socket.send(Self.sleep)
            try await until { try await service.database.one(Self.sleepers) == 1 }
            switch way {
            case .cancel, .languageServerCancel:
                try socket.send(way.rawValue + "\n")
                var answers = [try socket.line()]
                if way == .cancel { answers.append(try socket.line()) }
                #expect(answers.contains { $0.contains("-32097") && $0.contains(#""id":"long""#) }, "\(answers)")
            case .disconnect:
                socket.reset()
            }
            try await until { try await service.database.one(Self.sleepers) == 0 }
        }
    }

    @Test func theStatementEndsAtTheDeadline() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let call = Task {
                try await service.client.call(
                    NoteAPI.Sleep.self, .init(seconds: 50), options: .init(timeout: .seconds(8)))
            }
            try await until { try await service.database.one(Self.sleepers) == 1 }
            let fault = await #expect(throws: Fault.self) { try await call.value }
            #expect(fault?.kind == .deadlineExceeded)
            try await until { try await service.database.one(Self.sleepers) == 0 }
        }
    }

    private static let sleepers = Statement(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep($1)%' AND state = 'active' AND pid <> pg_backend_pid()"
    ) { row in try row.next(Int.self) }
}
