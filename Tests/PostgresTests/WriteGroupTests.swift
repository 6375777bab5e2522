import Testing

@testable import Postgres

/// Which writes commit together, and who hears what when they do not. Without a server.
@Suite struct WriteGroupTests: StateScript {
    private func state(of ids: ClosedRange<Job.ID>) -> State {
        var state = State()
        for id in ids { state.enqueue(groupable(id)) }
        return state
    }

    @Test func writesShareOneSyncAndAreAnsweredAtIt() {
        var state = state(of: 1...3)
        #expect(sends(&state) == "pxxxs")
        let before = receive(
            &state, [.success(0), .end, .success(1), .end, .success(1), .end, .success(0), .end])
        #expect(before.isEmpty, "nothing is acknowledged before ReadyForQuery")
        #expect(receive(&state, [.sync]) == ["1=1", "2=1", "3=0"])
        #expect(state.isIdle)
    }

    @Test func whatComesDuringACommitIsTheNextGroup() {
        var state = state(of: 1...1)
        #expect(sends(&state) == "pxs")
        for id in 2...4 as ClosedRange<Job.ID> { state.enqueue(groupable(id)) }
        #expect(sends(&state) == "", "one group in commit")
        #expect(receive(&state, [.success(0), .end, .success(1), .end, .sync]) == ["1=1"])
        #expect(sends(&state) == "xxxs")
    }

    @Test func readsAndWritesNeverShareASync() {
        var state = State()
        state.enqueue(read(1))
        state.enqueue(groupable(2))
        state.enqueue(read(3))
        state.enqueue(write(4))
        #expect(sends(&state) == "pxspxsxsxs")
    }

    @Test func groupsAreBounded() {
        var state = state(of: 1...100)
        let sent = sends(&state)
        #expect(sent.count(where: { $0 == "x" }) == WriteGroup.limit)
        #expect(sent.hasSuffix("s"))
    }

    @Test func onlyTheGuiltyHearsOfItsFault() {
        var state = state(of: 1...4)
        _ = sends(&state)
        let first = receive(
            &state,
            [
                .success(0), .end, .success(1), .end, failure("23505"), .end, .skipped, .end, .skipped, .end, .sync,
            ])
        #expect(first.isEmpty, "nothing of the group stays, and the second may have met the first")
        #expect(sends(&state) == "xs", "the first goes again, before the culprit")
        #expect(receive(&state, [.success(1), .end, .sync]) == ["1=1"])
        #expect(sends(&state) == "xs", "the culprit goes alone")
        #expect(receive(&state, [failure("23505"), .end, .sync]) == ["2!23505"])
        #expect(sends(&state) == "xxs")
        #expect(receive(&state, [.success(1), .end, .success(1), .end, .sync]) == ["3=1", "4=1"])
    }

    @Test func theFirstOfAGroupMetNothingOfTheOthers() {
        var state = state(of: 1...3)
        _ = sends(&state)
        let heard = receive(
            &state, [.success(0), .end, failure("23503"), .end, .skipped, .end, .skipped, .end, .sync])
        #expect(heard == ["1!23503"])
        #expect(sends(&state) == "xxs")
    }

    @Test func aConflictOfTheFirstIsTriedAlone() {
        var state = state(of: 1...2)
        _ = sends(&state)
        #expect(receive(&state, [.success(0), .end, failure("40001"), .end, .skipped, .end, .sync]).isEmpty)
        #expect(sends(&state) == "xs")
        #expect(receive(&state, [failure("40001"), .end, .sync]) == ["1!40001"], "its caller waits and tries again")
        #expect(sends(&state) == "xs")
    }

    @Test func whoWaitsForALockLeavesTheGroup() {
        var state = state(of: 1...3)
        _ = sends(&state)
        let heard = receive(
            &state, [.success(0), .end, .success(1), .end, failure("55P03"), .end, .skipped, .end, .sync])
        #expect(heard == ["2!55P03"])
        #expect(sends(&state) == "xxs")
    }

    @Test func aFailedCommitSendsEachAlone() {
        var state = state(of: 1...2)
        _ = sends(&state)
        let heard = receive(
            &state, [.success(0), .end, .success(1), .end, .success(1), .end, failure("23505"), .end, .sync])
        #expect(heard.isEmpty)
        #expect(sends(&state) == "xs")
        #expect(receive(&state, [.success(1), .end, failure("23505"), .end, .sync]) == ["1!23505"])
        #expect(sends(&state) == "xs")
        #expect(receive(&state, [.success(1), .end, .sync]) == ["2=1"])
    }

    @Test func afterTwoFailedGroupsAWriteIsSentAlone() {
        var state = state(of: 1...6)
        _ = sends(&state)
        // The second fails, then the fourth of what is left; the sixth has then been in two failed groups.
        let skips = { (count: Int) in (0..<count).flatMap { _ in [State.Reply.skipped, .end] } }
        _ = receive(&state, [.success(0), .end, .success(1), .end, failure("23505"), .end] + skips(4) + [.sync])
        for letter in ["xs", "xs"] {
            #expect(sends(&state) == letter)
            _ = receive(&state, [.success(1), .end, .sync])
        }
        #expect(sends(&state) == "xxxxs")
        _ = receive(&state, [.success(1), .end, failure("23505"), .end] + skips(2) + [.sync])
        for id in 3...6 {
            #expect(sends(&state) == "xs")
            #expect(receive(&state, [.success(1), .end, .sync]) == ["\(id)=1"])
        }
        #expect(state.isIdle)
    }

    @Test func aStaleStatementIsPreparedAgainUnseen() {
        var state = state(of: 1...2)
        _ = sends(&state)
        #expect(receive(&state, [.success(0), .end, failure("0A000"), .end, .skipped, .end, .sync]).isEmpty)
        #expect(sends(&state) == "pxs")
        #expect(receive(&state, [.success(0), .end, .success(1), .end, .sync]) == ["1=1"])
        #expect(sends(&state) == "xs")
    }

    @Test func aLostConnectionLeavesOnlyWhatIsInCommitUnknown() {
        var state = state(of: 1...2)
        _ = sends(&state)
        state.enqueue(groupable(3))
        #expect(
            heard(state.connectionLost(PostgresError(.connectionLost)))
                == ["1!outcomeUnknown", "2!outcomeUnknown", "3!connectionLost"])
        var doomed = self.state(of: 1...2)
        _ = sends(&doomed)
        _ = receive(&doomed, [.success(0), .end, .success(1), .end, failure("23505")])
        #expect(
            heard(doomed.connectionLost(PostgresError(.connectionLost))) == ["1!connectionLost", "2!connectionLost"],
            "a group in which something failed commits nothing")
    }

    @Test func nobodyCancelsAGroupAndWhoLeftIsNotSentAgain() {
        var state = state(of: 1...3)
        _ = sends(&state)
        for id in [1, 3] as [Job.ID] {
            let isKnown = state.abandon(id)
            #expect(isKnown)
        }
        #expect(state.abandonedHead() == nil)
        #expect(state.mayHaveCommitted(1))
        let heard = receive(
            &state, [.success(0), .end, .success(1), .end, failure("23505"), .end, .skipped, .end, .sync])
        #expect(heard.isEmpty)
        #expect(sends(&state) == "xs")
        #expect(receive(&state, [failure("23505"), .end, .sync]) == ["2!23505"])
        #expect(state.isIdle)
    }
}
