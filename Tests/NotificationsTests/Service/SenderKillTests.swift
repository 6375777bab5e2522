import Foundation
import Shared
import TestSupport
import Testing

@testable import Notifications

/// The program `notifications` killed (-9) at every point of a message's way to a real SMTP server. The books say what
/// happened; nobody gets two of what we call one.
@Suite struct SenderKillTests {
    @Test func killedBeforeTheClaimItIsSentOnceByTheNext() async throws {
        try await play(.nothing) { play in
            // Whoever claims waits for this row.
            try await play.holding("SELECT planned_until FROM watermarks FOR UPDATE") {
                try await play.killSender { try await play.test.harness.database.someoneWaitsForALock() }
            }
            #expect(try await play.test.deliveries().map(\.state) == [.planned])
            try await play.sendAll()
            #expect(try await play.test.deliveries().map(\.state) == [.sent])
            #expect(try await play.taken() == 1)
        }
    }

    @Test func killedAfterTheClaimItIsUncertainUntilSomebodySays() async throws {
        try await play(.greeting) { play in
            try await play.killSender { try await play.sink.next(String.self) == "connected" }
            #expect(try await play.test.deliveries().map(\.state) == [.sending])
            try await play.settled(.uncertain)
            #expect(try await play.taken() == 0)
            let intent = try #require(try await play.test.intents(.uncertain).first)
            try await play.test.tell(
                NotificationsAPI.ResolveIntent.self, .init(id: intent.id, outcome: .sendAgain, note: "服务器无记录"))
            play.sink.tell("go")
            try await play.sendAll()
            #expect(try await play.taken() == 1)
            #expect(try await play.test.deliveries().map(\.attempts) == [1])
        }
    }

    @Test func killedInTheDialogueAfterDataItIsUncertainAndNotSentAgain() async throws {
        try await play(.data) { play in
            try await play.killSender { try await play.sink.next(String.self) == "data" }
            #expect(try await play.test.deliveries().map(\.state) == [.sending])
            play.sink.tell("go")
            try await play.settled(.uncertain)
            #expect(try await play.taken() == 1)
            // A person knows that it came.
            let intent = try #require(try await play.test.intents(.uncertain).first)
            let resolved = try await play.test.tell(
                NotificationsAPI.ResolveIntent.self, .init(id: intent.id, outcome: .sent, note: "电话确认"))
            #expect(resolved.state == .sent)
        }
    }

    @Test func killedBeforeTheRecordItIsUncertainAndNotSentAgain() async throws {
        try await play(.data) { play in
            try await play.withSender { sender in
                guard try await play.sink.next(String.self) == "data" else { throw KillPlay.NeverHappened() }
                // The record of what the server is about to answer waits for this row.
                try await play.holding("SELECT id FROM deliveries FOR UPDATE") {
                    play.sink.tell("go")
                    guard try await play.test.harness.database.someoneWaitsForALock() else {
                        throw KillPlay.NeverHappened()
                    }
                    try await play.killNow(sender)
                }
            }
            try await play.settled(.uncertain)
            #expect(try await play.taken() == 1)
        }
    }

    /// What is handed over at once is uncertain at once, and each is one message at most.
    @Test func killedWithSeveralOnTheirWayNoneOfThemIsSentAgain() async throws {
        let obligations = (1...6).map { PlanFixture.obligation($0) }
        try await play(.data, obligations) { play in
            try await play.killSender { try await play.sink.next(String.self) == "data" }
            #expect(try await play.test.deliveries().map(\.state) == Array(repeating: .sending, count: 6))
            play.sink.tell("go")
            try await play.settled(.uncertain)
            #expect(try await play.test.intents(.uncertain).count == 6)
            let taken = try await play.taken()
            #expect((1...6).contains(taken))
            // A sender that starts now finds nothing to do.
            #expect(try await play.test.sender(RecordingChannel(isIdempotent: false)).drain() == 0)
        }
    }

    private func play(
        _ mode: HoldingSink.Mode, _ obligations: [Obligation] = [PlanFixture.obligation(1)],
        _ body: @escaping @Sendable (KillPlay) async throws -> Void
    ) async throws {
        try await PythonServer.run(HoldingSink.program(mode)) { sink in
            try await TestNotifications.runPublished(obligations) { test in
                try await test.tick(at: TestNotifications.reminding)
                let sender = try SenderPlay(test: test, port: sink.port)
                defer { sender.removeClock() }
                let play = KillPlay(sender: sender, sink: sink)
                try await body(play)
            }
        }
    }
}

/// A sender that is killed.
private struct KillPlay: Sendable {
    let sender: SenderPlay
    let sink: PythonServer

    var test: TestNotifications { sender.test }

    struct NeverHappened: Error {}

    func withSender(_ body: (ServiceProcess) async throws -> Void) async throws { try await sender.withSender(body) }

    /// Starts the sender and kills it the moment the condition holds.
    func killSender(when happened: () async throws -> Bool) async throws {
        try await withSender { sender in
            guard try await happened() else { throw NeverHappened() }
            try await killNow(sender)
        }
    }

    func killNow(_ sender: ServiceProcess) async throws {
        kill(sender.pid, SIGKILL)
        while ProcessFacts.isAlive(sender.pid) { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Another sender takes up what the killed one left.
    func sendAll() async throws { try await settled(.sent) }

    func settled(_ state: Delivery.State) async throws {
        try await withSender { _ in
            let end = ContinuousClock.now + .seconds(30)
            while Set(try await test.deliveries().map(\.state)) != [state] {
                guard ContinuousClock.now < end else { throw NeverHappened() }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// How many messages the server has had.
    func taken() async throws -> Int {
        sink.tell("count")
        while true {
            let line = try await sink.next(String.self)
            if let count = Int(line) { return count }
        }
    }

    /// Runs `body` while a transaction of the test's holds what the statement locks.
    func holding<Value: Sendable>(
        _ statement: String, _ body: () async throws -> Value
    ) async throws -> Value {
        try await test.harness.database.withLease { lease in
            try await lease.script("BEGIN; \(statement)")
            let value = try await body()
            try await lease.script("ROLLBACK")
            return value
        }
    }
}
