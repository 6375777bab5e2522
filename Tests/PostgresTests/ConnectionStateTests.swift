import Testing

@testable import Postgres

/// The order of calls and the owner of each reply, without a server.
@Suite struct ConnectionStateTests: StateScript {
    @Test func readsShareOneSyncAndPrepareOnce() {
        var state = State()
        for id in 1...3 as ClosedRange<Job.ID> { state.enqueue(read(id)) }
        #expect(sends(&state) == "pxxxs")
        let heard = receive(
            &state, [.success(0), .end, .success(10), .end, .success(20), .end, .success(30), .end, .sync])
        #expect(heard == ["1=10", "2=20", "3=30"])
        #expect(state.isIdle)
        state.enqueue(read(4))
        #expect(sends(&state) == "xs")
    }

    @Test func writesHaveASyncOfTheirOwn() {
        var state = State()
        state.enqueue(read(1))
        state.enqueue(write(2))
        state.enqueue(write(3))
        state.enqueue(read(4))
        #expect(sends(&state) == "pxsxsxsxs")
    }

    @Test func aWriteIsAnsweredAtItsSyncNotBefore() {
        var state = State()
        state.enqueue(write(1))
        #expect(sends(&state) == "xs")
        #expect(receive(&state, [.success(7), .end]).isEmpty)
        #expect(receive(&state, [.sync]) == ["1=7"])
    }

    @Test func anErrorAtTheSyncIsTheWritesError() {
        var state = State()
        state.enqueue(write(1))
        #expect(sends(&state) == "xs")
        #expect(receive(&state, [.success(7), .end, failure("23505"), .end, .sync]) == ["1!23505"])
        #expect(state.isIdle)
    }

    @Test func readsBehindAFailedReadAreSentAgainInOrder() {
        var state = State()
        for id in 1...4 as ClosedRange<Job.ID> { state.enqueue(read(id)) }
        #expect(sends(&state) == "pxxxxs")
        let first = receive(
            &state,
            [
                .success(0), .end, .success(10), .end, failure("22012"), .end, .skipped, .end, .skipped, .end, .sync,
            ])
        #expect(first == ["1=10", "2!22012"])
        #expect(sends(&state) == "xxs")
        #expect(receive(&state, [.success(30), .end, .success(40), .end, .sync]) == ["3=30", "4=40"])
    }

    @Test func aSkippedPreparationIsMadeAgain() {
        var state = State()
        state.enqueue(read(1))
        state.enqueue(read(2, StateScriptStatements.other))
        #expect(sends(&state) == "pxpxs")
        #expect(
            receive(
                &state, [failure("42P01"), .end, .skipped, .end, .skipped, .end, .skipped, .end, .sync]) == ["1!42P01"])
        #expect(sends(&state) == "pxs")
        #expect(receive(&state, [.success(0), .end, .success(20), .end, .sync]) == ["2=20"])
    }

    @Test func nullsBeforeAReplyEndNothing() {
        var state = State()
        state.enqueue(read(1))
        _ = sends(&state)
        #expect(receive(&state, [.end, .end, .success(0), .end, .end, .success(1), .end]) == ["1=1"])
    }

    @Test func scriptsWaitUntilThePipelineIsEmptyAndThenHaveTheConnection() {
        var state = State()
        state.enqueue(read(1))
        state.enqueue(Job(id: 2, kind: .script("SELECT 1"), commands: [], deadline: soon))
        state.enqueue(read(3))
        #expect(sends(&state) == "pxs")
        _ = receive(&state, [.success(0), .end, .success(1), .end, .sync])
        #expect(sends(&state) == "S")
        #expect(receive(&state, [.success(5), .success(6), .end]) == ["2=5,6"])
        #expect(sends(&state) == "xs")
    }

    @Test func abandonedReadsAreDroppedOnArrivalAndNobodyElseIsTouched() {
        var state = State()
        for id in 1...3 as ClosedRange<Job.ID> { state.enqueue(read(id)) }
        _ = sends(&state)
        let isKnown = state.abandon(2)
        #expect(isKnown)
        #expect(state.abandonedHead() == 2, "the server keeps the first one's answer until the batch is over")
        #expect(receive(&state, [.success(0), .end, .success(1), .end]) == ["1=1"])
        #expect(state.abandonedHead() == 2)
        state.cancelRequested()
        // The cancel came late and hit the third: it is sent again, unseen.
        #expect(receive(&state, [.success(2), .end, failure("57014"), .end, .sync]).isEmpty)
        #expect(state.abandonedHead() == nil)
        #expect(sends(&state) == "xs")
        #expect(receive(&state, [.success(3), .end, .sync]) == ["3=3"])
    }

    @Test func whoLeftALaterBatchIsNotCancelledYet() {
        var state = State()
        state.enqueue(read(1))
        #expect(sends(&state) == "pxs")
        state.enqueue(read(2))
        #expect(sends(&state) == "xs")
        let isKnown = state.abandon(2)
        #expect(isKnown)
        #expect(state.abandonedHead() == nil, "the server works on the batch before")
        #expect(receive(&state, [.success(0), .end, .success(1), .end, .sync]) == ["1=1"])
        #expect(state.abandonedHead() == 2)
    }

    @Test func aLostConnectionTellsEachWhatIsKnownOfIt() {
        var state = State()
        state.enqueue(write(1))
        state.enqueue(write(2, commits: false))
        state.enqueue(read(3))
        _ = sends(&state)
        for id in 4...5 as ClosedRange<Job.ID> { state.enqueue(write(id)) }
        let completions = state.connectionLost(PostgresError(.connectionLost))
        #expect(
            heard(completions) == [
                "1!outcomeUnknown", "2!connectionLost", "3!connectionLost", "4!connectionLost", "5!connectionLost",
            ])
        #expect(state.isIdle)
    }

    @Test func pipelinesAreBoundedAndBatchesClosed() {
        var state = State()
        for id in 1...1_000 as ClosedRange<Job.ID> { state.enqueue(read(id)) }
        let sent = sends(&state)
        #expect(sent.count(where: { $0 == "x" }) == State.pipelineLimit)
        #expect(sent.count(where: { $0 == "s" }) == State.pipelineLimit / State.batchLimit)
        #expect(sent.hasSuffix("s"), "nothing is left waiting for a sync")
    }

    @Test func deadlinesOfThoseWhoWaitAreKnown() {
        var state = State()
        state.enqueue(read(1))
        let (early, next) = state.expired(at: .now)
        #expect(early.isEmpty)
        #expect(next == soon)
        let (late, after) = state.expired(at: soon)
        #expect(late == [1])
        #expect(after == nil)
    }

    @Test func readsBehindTheHeadCanGoElsewhere() {
        var state = State()
        for id in 1...3 as ClosedRange<Job.ID> { state.enqueue(read(id)) }
        #expect(state.readsBehindHead() == [1, 2, 3], "there is no connection yet")
        _ = sends(&state)
        state.enqueue(read(4))
        #expect(state.readsBehindHead() == [2, 3, 4])
        for id in state.readsBehindHead() { _ = state.abandon(id) }
        let heard = receive(
            &state, [.success(0), .end, .success(1), .end, .success(2), .end, .success(3), .end, .sync])
        #expect(heard == ["1=1"], "their answers are dropped on arrival")
        #expect(state.isIdle)
    }
}
