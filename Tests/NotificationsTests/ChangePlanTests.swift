import Contracts
import Deadlines
import Testing
import Values

@testable import Notifications

/// Changes, returns, quiet hours and acknowledgements as the planner sees them.
@Suite struct ChangePlanTests {
    private static let window = (from: PlanFixture.at("2026-05-19 09:00"), to: PlanFixture.at("2026-05-19 10:00"))
    private static let changedAt = PlanFixture.at("2026-05-19 09:30")

    private func plan(
        _ state: PlanningState, _ from: Instant = window.from, _ to: Instant = window.to
    ) -> PlannedWindow { Planner.plan(state, from: from, to: to) }

    private func notice(
        _ kind: Notice.Kind, of subject: SubjectKey, _ step: String, at instant: Instant = changedAt, id: UInt64 = 1
    ) -> Notice { Notice(id: ID(UniqueID(high: 20, low: id)), kind: kind, subject: subject, step: step, at: instant) }

    private func state(_ obligations: [Obligation], _ change: (inout PlanningState) -> Void) -> PlanningState {
        var state = PlanFixture.state(obligations, campaign: PlanFixture.changing)
        change(&state)
        return state
    }

    @Test func aMovedDueTimeIsToldToThoseWhoWereToldOfTheFormerOneM12() {
        let moved = PlanFixture.obligation(1, due: PlanFixture.at("2026-05-27 00:00"))
        let subject = SubjectKey.obligation(moved.id)
        let told = state([moved]) { state in
            state.notices = [notice(.dueMoved, of: subject, "change/due@1")]
            state.told[subject] = [
                PlanFixture.recipient(1): PlanFixture.at("2026-05-21 00:00"),
                PlanFixture.receiver: PlanFixture.at("2026-05-21 00:00"),
            ]
        }
        #expect(
            Set(plan(told).reminders.map(\.reminder.recipient)) == [PlanFixture.recipient(1), PlanFixture.receiver])
        #expect(plan(told).reminders.allSatisfy { $0.occurrence.template == "moved" })
        let untold = state([moved]) { $0.notices = [notice(.dueMoved, of: subject, "change/due@1")] }
        #expect(plan(untold).reminders.isEmpty)
        // Who was told of the due time that holds now is not told again.
        let known = state([moved]) { state in
            state.notices = [notice(.dueMoved, of: subject, "change/due@1")]
            state.told[subject] = [PlanFixture.recipient(1): PlanFixture.at("2026-05-27 00:00")]
        }
        #expect(plan(known).reminders.isEmpty)
    }

    /// What the recipient hears: the last due time they were told of is what a move is measured by.
    @Test(arguments: ["2026-05-19 18:00", "2026-05-27 00:00"])
    func aMoveInEitherDirectionIsToldOnceForAllMovesOfAWindowM12(due: String) {
        let moved = PlanFixture.obligation(1, due: PlanFixture.at(due))
        let subject = SubjectKey.obligation(moved.id)
        let state = state([moved]) { state in
            state.notices = [
                notice(.dueMoved, of: subject, "change/due@1", at: Self.changedAt),
                notice(.dueMoved, of: subject, "change/due@2", at: Self.changedAt.adding(.seconds(60)), id: 2),
            ]
            state.told[subject] = [PlanFixture.recipient(1): PlanFixture.at("2026-05-21 00:00")]
        }
        let planned = plan(state)
        #expect(planned.reminders.map(\.reminder.step) == ["change/due@2"])
        #expect(planned.reminders.map(\.reminder.collapsed) == [["change/due@1"]])
        #expect(planned.nonIntents.map(\.reason) == [.collapsed])
    }

    @Test func aMoveBackToWhatWasToldSaysNothingM12() {
        let back = PlanFixture.obligation(1, extendedUntil: PlanFixture.at("2026-05-27 00:00"))
        let subject = SubjectKey.obligation(back.id)
        for kind in [Notice.Kind.dueMoved, .extensionGranted] {
            let state = state([back]) { state in
                state.notices = [notice(kind, of: subject, "change/due@1")]
                state.told[subject] = [PlanFixture.recipient(1): PlanFixture.at("2026-05-27 00:00")]
            }
            #expect(plan(state).reminders.isEmpty)
        }
    }

    /// An outage over both: more time says nothing of a return, and a return nothing of more time.
    @Test func changesOfTwoMattersInOneWindowAreBothToldM12() {
        let obligation = PlanFixture.obligation(1, extendedUntil: PlanFixture.at("2026-06-05 00:00"))
        let subject = SubjectKey.obligation(obligation.id)
        let state = state([obligation]) { state in
            state.returns[obligation.id] = Return(
                returnedAt: Self.returnedAt, at: Self.returnedAt, dueBackAt: Self.dueBackAt)
            state.notices = [
                notice(.extensionGranted, of: subject, "change/due@1"),
                notice(
                    .itemReturned, of: subject, Notice.step(ofReturnAt: Self.returnedAt), at: Self.returnedAt, id: 2),
            ]
            state.told[subject] = [PlanFixture.receiver: PlanFixture.at("2026-05-21 00:00")]
        }
        let planned = plan(state, PlanFixture.at("2026-05-19 09:00"), PlanFixture.at("2026-05-21 16:00"))
        let words = planned.reminders.filter { $0.reminder.recipient == PlanFixture.receiver }
            .map(\.occurrence.template.rawValue)
        #expect(words.sorted() == ["extended", "returned-news"])
        #expect(!planned.nonIntents.contains { $0.reason == .collapsed })
    }

    /// M12 tells who was told before; M10 says of whom they may hear.
    @Test func whoNoLongerStandsAboveTheUnitIsNotToldOfItsChangesM10M12() {
        let extended = PlanFixture.obligation(1, extendedUntil: PlanFixture.at("2026-05-27 00:00"))
        let (stays, gone) = (UnitKey("gb2260:341602/教育"), UnitKey("gb2260:341603/教育"))
        let subject = SubjectKey.obligation(extended.id)
        let state = state([extended]) { state in
            state.notices = [notice(.extensionGranted, of: subject, "change/due@1")]
            for county in [stays, gone] {
                let recipient = Reminder.Recipient(unit: county, role: "reporter")
                state.reachable[recipient] = [Reach(.email)]
                state.told[subject, default: [:]].updateValue(PlanFixture.at("2026-05-21 00:00"), forKey: recipient)
            }
            state.told[subject]?.updateValue(PlanFixture.at("2026-05-21 00:00"), forKey: PlanFixture.receiver)
            state.lines.add(
                .init(unit: stays, kind: "county_education"), above: .init(unit: "moe:1", track: "vocational"))
        }
        let planned = plan(state)
        #expect(Set(planned.reminders.map(\.reminder.recipient.unit)) == ["moe:1", stays, PlanFixture.province])
        #expect(planned.nonIntents.map(\.reason) == [.outOfLine])
    }

    @Test func anExtensionIsToldToItsUnitInAnyCaseM12() {
        let extended = PlanFixture.obligation(1, extendedUntil: PlanFixture.at("2026-05-27 00:00"))
        let state = state([extended]) { state in
            state.notices = [notice(.extensionGranted, of: .obligation(extended.id), "change/due@1")]
        }
        #expect(plan(state).reminders.map(\.reminder.recipient) == [PlanFixture.recipient(1)])
        #expect(plan(state).reminders.map(\.occurrence.template) == ["extended"])
    }

    @Test func anAnnouncedEventIsToldToThoseItConcernsAndAChangeToAllWhoWereToldM12() {
        let (first, second) = (PlanFixture.event(), PlanFixture.event(announcement: 2, with: [2, 3]))
        let subject = SubjectKey.event(first.id)
        let everybody = Dictionary(uniqueKeysWithValues: (1...3).map { (PlanFixture.recipient($0), [Reach(.email)]) })
        func state(_ event: Event, _ kind: Notice.Kind, told: [UInt64]) -> PlanningState {
            let known = told.map { (PlanFixture.recipient($0), EventNews(event, ceremony: nil).start) }
            return PlanningState(
                campaign: PlanFixture.changing, reminders: PlanFixture.changing.reminders, calendar: .init(),
                obligations: [], reachable: everybody, suppressions: [], keys: [], sentToday: [:],
                notices: [notice(kind, of: subject, EventNews.announcement(event.announcement))],
                events: [event.id: EventNews(event, ceremony: nil)],
                told: [subject: Dictionary(uniqueKeysWithValues: known)])
        }
        let announced = plan(state(first, .eventAnnounced, told: []))
        #expect(announced.reminders.map(\.reminder.unit) == ["moe:1", "moe:2"])
        #expect(announced.reminders.allSatisfy { $0.occurrence.template == "announced" })
        // 1 is no co-host any more and was told; 3 is new.
        let changed = plan(state(second, .eventChanged, told: [1, 2]))
        let words = changed.reminders.map { ($0.reminder.unit, $0.occurrence.template) }
        #expect(
            Dictionary(uniqueKeysWithValues: words) == ["moe:1": "changed", "moe:2": "changed", "moe:3": "announced"])
        let cancelled = PlanFixture.event(state: .cancelled, revision: 6)
        var off = state(cancelled, .eventCancelled, told: [2])
        off.notices = [notice(.eventCancelled, of: subject, "event/cancelled@6")]
        #expect(plan(off).reminders.map(\.reminder.unit) == ["moe:2"])
    }

    @Test func ofSeveralChangesTheLastIsToldOnceAndNoneThatHoldsNoLonger() {
        let event = PlanFixture.event(announcement: 3)
        let subject = SubjectKey.event(event.id)
        let state = PlanningState(
            campaign: PlanFixture.changing, reminders: PlanFixture.changing.reminders, calendar: .init(),
            obligations: [], reachable: [PlanFixture.recipient(1): [Reach(.email)]], suppressions: [], keys: [],
            sentToday: [:],
            notices: [
                notice(.eventAnnounced, of: subject, "event/announcement@1"),
                notice(.eventChanged, of: subject, "event/announcement@2", id: 2),
                notice(.eventChanged, of: subject, "event/announcement@3", id: 3),
            ], events: [event.id: EventNews(event, ceremony: nil)], told: [:])
        let planned = plan(state)
        #expect(planned.reminders.map(\.reminder.step) == ["event/announcement@3"])
        #expect(Set(planned.nonIntents.map(\.reason)) == [.superseded, .noContact])
        // A past event's notice expires.
        let late = plan(state, PlanFixture.at("2026-05-18 00:00"), PlanFixture.at("2026-05-22 12:00"))
        #expect(late.reminders.isEmpty && late.nonIntents.contains { $0.reason == .expired })
    }

    @Test func aChangeIsToldWhateverTheCapM12() {
        let extended = PlanFixture.obligation(1, extendedUntil: PlanFixture.at("2026-05-27 00:00"))
        let base = PlanFixture.changing
        let capped = PlanFixture.campaign(
            cap: 1, notices: base.reminders.notices, templates: base.reminders.templates.filter { $0.key == "extended" }
        )
        var state = PlanFixture.state(
            [extended], campaign: capped, sentToday: [PlanFixture.destination(1): .init(reminders: 1)])
        state.notices = [notice(.extensionGranted, of: .obligation(extended.id), "change/due@1")]
        #expect(plan(state).reminders.count == 1)
    }

    // MARK: returned items

    private static let returnedAt = PlanFixture.at("2026-05-21 15:00")
    private static let dueBackAt = PlanFixture.at("2026-05-27 00:00")

    private func returned(dueBackAt: Instant?) -> PlanningState {
        state([PlanFixture.obligation(1)]) { state in
            state.returns[PlanFixture.obligation(1).id] = Return(
                returnedAt: Self.returnedAt, at: Self.returnedAt, dueBackAt: dueBackAt)
        }
    }

    @Test func aReturnHasALadderOfItsOwnInPlaceOfTheRules() {
        let planned = plan(
            returned(dueBackAt: Self.dueBackAt), PlanFixture.at("2026-05-21 14:00"), PlanFixture.at("2026-06-30 00:00"))
        // One window over all of it: the latest step of the unit stands for the others, the level above has its own.
        #expect(
            Set(planned.reminders.map { "\($0.reminder.recipient.unit) \($0.occurrence.name.prefix { $0 != "@" })" })
                == ["moe:1 returned/after", "\(PlanFixture.province) returned/up"])
        #expect(planned.reminders.allSatisfy { $0.occurrence.dueAt == Self.dueBackAt })
        let replaced = planned.nonIntents.filter { $0.reason == .returned }.map(\.step)
        #expect(replaced.contains("annex3/after@2026-05-25") && replaced.contains("annex3/up"))
    }

    @Test func theFirstStepComesWithTheReturnAndTheOthersAtTheirTimes() {
        let ladder = LadderSteps(returned(dueBackAt: Self.dueBackAt))
        let steps = ladder.occurrences(
            of: Duty(PlanFixture.obligation(1)),
            after: Return(returnedAt: Self.returnedAt, at: Self.returnedAt, dueBackAt: Self.dueBackAt))
        #expect(
            steps.map { "\($0.name.prefix { $0 != "@" }) \($0.at.formatted(in: .shanghai))" } == [
                "returned/at-return 2026-05-21T15:00:00+08:00", "returned/before-1 2026-05-25T09:00:00+08:00",
                "returned/after 2026-05-27T09:00:00+08:00", "returned/up 2026-05-27T09:00:00+08:00",
            ])
        // Due back the next day: the day before is the day of the return, and that morning is over (M8).
        let soon = Return(
            returnedAt: Self.returnedAt, at: Self.returnedAt, dueBackAt: PlanFixture.at("2026-05-23 00:00"))
        let few = ladder.occurrences(of: Duty(PlanFixture.obligation(1)), after: soon).map {
            $0.name.prefix { $0 != "@" }
        }
        #expect(few == ["returned/at-return", "returned/after", "returned/up"])
    }

    @Test func aMaterialThatWasGivenBackLeavesItsRulesLadderM12() {
        let state = state([PlanFixture.obligation(1)]) { state in
            state.returns[PlanFixture.obligation(1).id] = Return(
                returnedAt: PlanFixture.at("2026-05-18 15:00"), at: PlanFixture.at("2026-05-18 15:00"),
                dueBackAt: PlanFixture.at("2026-05-23 00:00"), isWhole: false)
        }
        let planned = plan(state, PlanFixture.at("2026-05-20 14:00"), PlanFixture.at("2026-05-21 09:00"))
        #expect(
            planned.reminders.map { String($0.occurrence.name.prefix { $0 != "@" }) } == [
                "annex3/after", "returned/before-1",
            ])
    }

    @Test func aReturnThatIsNotDueBackOnADayIsToldOnceAndItsRuleGoesOn() {
        let planned = plan(
            returned(dueBackAt: nil), PlanFixture.at("2026-05-21 14:00"), PlanFixture.at("2026-05-21 16:00"))
        #expect(planned.reminders.map { String($0.occurrence.name.prefix { $0 != "@" }) } == ["returned/at-return"])
        let later = plan(
            returned(dueBackAt: nil), PlanFixture.at("2026-05-24 00:00"), PlanFixture.at("2026-05-25 09:00"))
        #expect(later.reminders.contains { $0.reminder.step == "annex3/after@2026-05-25" })
    }

    @Test func aReturnIsToldToEverybodyWhoWasToldBeforeM12() {
        let obligation = PlanFixture.obligation(1)
        let told: (inout PlanningState) -> Void = { state in
            state.returns[obligation.id] = Return(
                returnedAt: Self.returnedAt, at: Self.returnedAt, dueBackAt: Self.dueBackAt)
            state.notices = [
                self.notice(
                    .itemReturned, of: .obligation(obligation.id), Notice.step(ofReturnAt: Self.returnedAt),
                    at: Self.returnedAt)
            ]
            state.told = [
                .obligation(obligation.id): [
                    PlanFixture.recipient(1): PlanFixture.at("2026-05-21 00:00"),
                    PlanFixture.receiver: PlanFixture.at("2026-05-21 00:00"),
                ]
            ]
        }
        let window = (PlanFixture.at("2026-05-21 14:00"), PlanFixture.at("2026-05-21 16:00"))
        let planned = plan(state([obligation], told), window.0, window.1)
        // The unit by its ladder, who was told above it by the notice.
        #expect(
            planned.reminders.map {
                "\($0.reminder.recipient.unit) \($0.occurrence.name.prefix { $0 != "@" }) \($0.occurrence.template)"
            } == [
                "\(PlanFixture.province) change/returned returned-news", "moe:1 returned/at-return returned",
            ])
        // It was filed again, or given back once more: the notice holds no more.
        var filed = state([obligation], told)
        filed.returns = [:]
        #expect(plan(filed, window.0, window.1).reminders.isEmpty)
    }

    // MARK: quiet hours

    private func quiet(_ from: String, _ to: String) -> PlanningState {
        var state = PlanFixture.state([PlanFixture.obligation(1)])
        state = PlanningState(
            campaign: state.campaign, reminders: state.reminders, calendar: state.calendar,
            obligations: state.obligations,
            reachable: [
                PlanFixture.recipient(1): [
                    Reach(.email, quiet: QuietHours(from: LocalTime(from)!, to: LocalTime(to)!)), Reach(.wecom),
                ]
            ], suppressions: [], keys: [], sentToday: [:])
        return state
    }

    @Test func quietHoursMoveAPersonsMessageLaterAndNobodyElsesM4() {
        let morning = quiet("08:00", "11:00")
        let at = { (channel: ContactChannel, state: PlanningState, step: String) in
            LadderSteps(state).occurrences(of: Duty(PlanFixture.obligation(1)))
                .first { $0.name == step && $0.reach?.channel == channel }?.at
        }
        #expect(at(.email, morning, "annex3/before-1") == PlanFixture.at("2026-05-19 11:00"))
        #expect(at(.wecom, morning, "annex3/before-1") == PlanFixture.at("2026-05-19 09:00"))
        // Never past the due time: then the last allowed minute before.
        let afternoon = quiet("14:00", "24:00")
        #expect(at(.email, afternoon, "annex3/on-day") == PlanFixture.at("2026-05-20 13:59"))
        // Each in the window of its own instant.
        let planned = plan(morning, PlanFixture.at("2026-05-19 08:00"), PlanFixture.at("2026-05-19 10:00"))
        #expect(planned.reminders.map(\.destination.channel) == [.wecom])
    }

    /// Every step that does not become a message has a reason (M6).
    @Test func quietHoursThatLeaveNothingOfTheWorkingHoursAreNamedM4M6() {
        var never = quiet("08:00", "18:00")
        let window = (PlanFixture.at("2026-05-19 08:00"), PlanFixture.at("2026-05-19 10:00"))
        let planned = plan(never, window.0, window.1)
        #expect(planned.reminders.map(\.destination.channel) == [.wecom])
        #expect(planned.nonIntents.map { "\($0.step) \($0.reason.rawValue)" } == ["annex3/before-1 no_hours"])
        #expect(
            !Planner.upcoming(never, after: window.1).contains {
                $0.recipient == PlanFixture.recipient(1) && $0.channel == "email"
            })
        // What changed is no exception.
        let extended = PlanFixture.obligation(1, extendedUntil: PlanFixture.at("2026-05-27 00:00"))
        never = state([extended]) { state in
            state.reachable = never.reachable
            state.notices = [notice(.extensionGranted, of: .obligation(extended.id), "change/due@1")]
        }
        #expect(plan(never).reminders.map(\.destination.channel) == [.wecom])
        #expect(plan(never).nonIntents.map(\.reason) == [.noHours])
    }

    @Test func aCatchUpInQuietHoursWaitsForTheirEndM4() {
        let planned = plan(
            quiet("08:00", "16:00"), PlanFixture.at("2026-05-18 16:30"), PlanFixture.at("2026-05-19 16:00"))
        #expect(planned.reminders.allSatisfy { $0.departure >= PlanFixture.at("2026-05-19 16:00") })
    }

    // MARK: acknowledgements

    @Test func whoHasItInHandIsNotRemindedMeanwhileAndEscalationsGoOn() {
        let state = state([PlanFixture.obligation(1)]) { state in
            let span = PlanFixture.at("2026-05-21 10:00")..<PlanFixture.at("2026-05-26 00:00")
            for recipient in [PlanFixture.recipient(1), PlanFixture.receiver] {
                state.acknowledgements[.init(obligation: PlanFixture.obligation(1).id, recipient: recipient)] = span
            }
        }
        let planned = plan(state, PlanFixture.at("2026-05-24 00:00"), PlanFixture.at("2026-05-25 09:00"))
        #expect(planned.reminders.map(\.reminder.step) == ["annex3/up"])
        #expect(planned.nonIntents.filter { $0.reason == .acknowledged }.map(\.step) == ["annex3/after@2026-05-25"])
        let after = plan(state, PlanFixture.at("2026-05-26 00:00"), PlanFixture.at("2026-05-27 09:00"))
        #expect(after.reminders.map(\.reminder.step) == ["annex3/after@2026-05-27"])
    }
}
