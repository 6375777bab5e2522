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

    @Test func announcementsOfTenMillisecondsAreOne() async throws {
        try await TestPostgres.withDatabase { database in
            let speaker = Listener(configuration: database.configuration, channels: [], logger: TestPostgres.logger)
            let listener = Listener(
                configuration: database.configuration, channels: ["changes", "done"], logger: TestPostgres.logger)
            let commits = Statement(
                "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()", access: .write
            ) { row in try row.next(Int64?.self) ?? 0 }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await speaker.run() }
                group.addTask { try await listener.run() }
                var own = speaker.makeAsyncIterator()
                var signals = listener.makeAsyncIterator()
                #expect(await own.next() == .resync)
                #expect(await signals.next() == .resync)
                let before = try await database.one(commits)
                let start = ContinuousClock.now
                var asked = 0
                while ContinuousClock.now - start < .milliseconds(300) {
                    speaker.notify("changes")
                    asked += 1
                    await Task.yield()
                }
                speaker.notify("done")
                while let signal = await signals.next(), signal != .notification(channel: "done", payload: "") {}
                let elapsed = ContinuousClock.now - start
                // Beside the announcements the sessions have transactions of their own: opening, asking, closing.
                // Counts reach the view with the end of the sessions that made them, or after a second.
                group.cancelAll()
                try await group.waitForAll()
                try await until { try await database.one(commits) > before }
                let sent = try await database.one(commits) - before
                #expect(asked > 100)
                #expect(sent <= Int64(elapsed / .milliseconds(10)) + 60, "\(asked) asked for, \(sent) transactions")
            }
        }
    }
}
