import Postgres
import TestSupport
import Testing

@Suite struct ListenerTests {
    @Test func aListenerHearsWhatIsAnnouncedAndResyncsAfterAReconnect() async throws {
        try await TestPostgres.withDatabase { database in
            let listener = Listener(
                configuration: database.configuration, channels: ["changes"], logger: TestPostgres.logger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await listener.run() }
                var signals = listener.makeAsyncIterator()
                let first = await signals.next()
                #expect(first == .resync)
                listener.notify("changes")
                listener.notify("changes")
                let second = await signals.next()
                #expect(second == .notification(channel: "changes", payload: ""))
                try await terminateOthers(database)
                let third = await signals.next()
                #expect(third == .resync)
                try await database.execute(Statement("SELECT pg_notify('changes', 'x')", access: .write))
                let fourth = await signals.next()
                #expect(fourth == .notification(channel: "changes", payload: "x"))
                group.cancelAll()
            }
            var signals = listener.makeAsyncIterator()
            let end = await signals.next()
            #expect(end == nil)
        }
    }
}
