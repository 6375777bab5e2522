import Deadlines
import Testing
import Values

/// L1–L9 of `domain.md` §3 as properties of thousands of random expressions.
@Suite struct DeadlineLawTests {
    static let switches = ["S1": "inclusive", "S2": "forward", "S8": "P2WD", "S10": "none"]

    static func scope(
        _ anchors: [AnchorName: Anchor] = [:], switches: [String: String] = switches,
        calendar: WorkCalendar = .longRun
    ) -> DeadlineScope {
        var switches = switches
        for index in 0..<10 { switches["D\(index)"] = "date(2027-0\(index % 9 + 1)-15)" }
        return DeadlineScope(zone: .shanghai, calendar: calendar.orPlainWeek, anchors: anchors, switches: switches)
    }

    static func anchors(_ random: inout RandomExpression, shiftedBy days: Int = 0) -> [AnchorName: Anchor] {
        var anchors: [AnchorName: Anchor] = [:]
        for name in RandomExpression.anchors {
            let start = random.someDay().adding(days: days)
            anchors[name] = Anchor(start: start, end: start.adding(days: 6), revision: 1)
        }
        return anchors
    }

    @Test func L1_theSameScopeGivesTheSameResult() throws {
        var random = RandomExpression(seed: 1)
        for _ in 0..<2_000 {
            let (expression, anchors) = (random.due(), Self.anchors(&random))
            let first = try expression.evaluate(in: Self.scope(anchors))
            #expect(try expression.evaluate(in: Self.scope(anchors)) == first)
        }
    }

    /// What is not in `dependsOn` cannot change the result.
    @Test func L1_whatIsNotNamedInDependsOnDoesNotMatter() throws {
        var random = RandomExpression(seed: 11)
        for _ in 0..<2_000 {
            let (expression, anchors) = (random.due(), Self.anchors(&random))
            let result = try expression.evaluate(in: Self.scope(anchors))
            var others = anchors
            for name in anchors.keys where !result.dependsOn.contains("\(name)@1") {
                others[name] = Anchor(start: random.someDay(), end: .max, revision: 9)
            }
            var switches = Self.switches
            for (name, value) in switches where !result.dependsOn.contains("\(name)=\(value)") { switches[name] = "?" }
            #expect(try expression.evaluate(in: Self.scope(others, switches: switches)) == result)
        }
    }

    @Test func L2_aWeekLaterIsTheSameWeekdayAndTheStartDayIsNotCounted() throws {
        var random = RandomExpression(seed: 2)
        for _ in 0..<3_000 {
            let (start, weeks) = (random.someDay(), random.pick(60))
            let later = try DateExpression.plus(.date(start), .value(Period(weeks, .weeks)!)).evaluate(in: Self.scope())
            #expect(later.date.weekday == start.weekday)
            #expect(later.date.days(since: start) == 7 * weeks)
            let count = random.pick(40) + 1
            let end = try WorkCalendar.longRun.adding(workdays: count, to: start)
            #expect(try WorkCalendar.longRun.workdays(in: start.adding(days: 1)...end) == count)
            #expect(try WorkCalendar.longRun.isWorkday(end))
        }
    }

    @Test func L3_nothingIsDueAfterItsCapWhateverIsKnown() throws {
        var random = RandomExpression(seed: 3)
        for _ in 0..<3_000 {
            let cap = random.someDay()
            let expression = DateExpression.earliest(random.date(), .date(cap))
            var anchors = Self.anchors(&random)
            if random.pick(2) == 0 { anchors.removeAll() }
            #expect(try expression.evaluate(in: Self.scope(anchors)).date <= cap)
        }
    }

    @Test func L3_aCapUnderARollIsRefusedBeforeItCanRoll() throws {
        let expression = try #require(
            DueExpression("until(roll(min(anchor(w, end), date(2026-12-05)), forward), endOfDay, inclusive)"))
        #expect(
            expression.faults(switches: [:], known: [])
                == ["a cap never rolls: write min(roll(…), …), not roll(min(…), …)"])
    }

    @Test func L4_aLaterAnchorIsNeverDueEarlier() throws {
        var random = RandomExpression(seed: 4)
        for _ in 0..<3_000 {
            let expression = random.date()
            let anchors = Self.anchors(&random)
            let delay = random.pick(40)
            let later = anchors.mapValues {
                Anchor(start: $0.start.adding(days: delay), end: $0.end.adding(days: delay), revision: 2)
            }
            let (before, after) = (
                try expression.evaluate(in: Self.scope(anchors)), try expression.evaluate(in: Self.scope(later))
            )
            #expect(before.date <= after.date, "\(expression)")
        }
    }

    @Test func L5_rollingTwiceIsRollingOnceAndLandsOnAWorkingDay() throws {
        var random = RandomExpression(seed: 5)
        for _ in 0..<3_000 {
            let date = random.someDay()
            for policy in [RollPolicy.forward, .backward] {
                let rolled = try WorkCalendar.longRun.roll(date, policy)
                #expect(try WorkCalendar.longRun.isWorkday(rolled))
                #expect(try WorkCalendar.longRun.roll(rolled, policy) == rolled)
                #expect(policy == .forward ? rolled >= date : rolled <= date)
                if rolled != date { #expect(try !WorkCalendar.longRun.isWorkday(date)) }
            }
            #expect(try WorkCalendar.longRun.roll(date, .none) == date)
        }
    }

    @Test func L6_aCappedRuleHasADateWhateverIsUnknownAndSaysWhenItIsProvisional() throws {
        var random = RandomExpression(seed: 6)
        for _ in 0..<3_000 {
            let cap = random.someDay()
            let inner = random.date(named: false)
            let names = inner.anchors(switches: [:])
            let due = DueExpression.until(.earliest(inner, .date(cap)), .endOfDay, .value(.inclusive))
            let result = try due.evaluate(in: Self.scope())
            #expect(result.dueAt != nil)
            if names.isEmpty { #expect(result.status == .firm) }
            if result.status == .provisional { #expect(!names.isEmpty) }
            let known = try due.evaluate(in: Self.scope(Self.anchors(&random)))
            #expect(known.status != .provisional)
        }
    }

    @Test func L6_knowingMoreNeverMovesADueDatePastTheProvisionalOne() throws {
        var random = RandomExpression(seed: 66)
        for _ in 0..<3_000 {
            let expression = DateExpression.earliest(random.date(), .date(random.someDay()))
            let provisional = try expression.evaluate(in: Self.scope())
            let known = try expression.evaluate(in: Self.scope(Self.anchors(&random)))
            #expect(known.date <= provisional.date)
        }
    }

    @Test func L6_anUncappedAnchorIsRefusedWhenTheRuleIsPublished() throws {
        let bare = try #require(DueExpression("until(anchor(localWeek.lifelong, end) + P1W, endOfDay, inclusive)"))
        #expect(
            bare.faults(switches: [:], known: [])
                == ["localWeek.lifelong may stay unknown: cap it, as in min(…, date(2026-12-01))"])
        #expect(bare.faults(switches: [:], known: ["localWeek.lifelong"]).isEmpty)
        #expect(throws: DeadlineError.uncapped("localWeek.lifelong")) { try bare.evaluate(in: Self.scope()) }
        #expect(DeadlineTableTests.annex4.faults(switches: ["S2": "none"], known: []).isEmpty)
    }

    /// What has no fault has a result, whatever becomes known.
    @Test func L6_aRuleWithoutFaultsAlwaysHasAResult() throws {
        var random = RandomExpression(seed: 666)
        var sound = 0
        for _ in 0..<5_000 {
            let expression = random.due()
            let scope = Self.scope(random.pick(2) == 0 ? [:] : Self.anchors(&random))
            guard expression.faults(switches: scope.switches, known: []).isEmpty else { continue }
            sound += 1
            #expect(throws: Never.self) { try expression.evaluate(in: scope) }
        }
        #expect(sound > 500)
    }

    @Test func L7_infeasibleExactlyWhenTheAnchorLiesAfterTheCap() throws {
        var random = RandomExpression(seed: 7)
        for _ in 0..<3_000 {
            let (cap, end) = (day("2026-12-01"), day("2026-10-01").adding(days: random.pick(120)))
            let anchor = ["localWeek.lifelong": Anchor(start: end.adding(days: -6), end: end, revision: 1)]
            let result = try DeadlineTableTests.annex4.evaluate(in: Self.scope(anchor))
            #expect((result.status == .infeasible) == (end > cap))
            #expect(result.status == .infeasible ? result.civilDate == cap : result.status == .firm)
        }
        // What comes before its anchor does not wait for it.
        let before = try #require(DateExpression("min(anchor(w, start) - P4W, date(2026-12-01))"))
        let late = Anchor(start: day("2026-12-20"), end: day("2026-12-26"), revision: 1)
        #expect(try before.evaluate(in: Self.scope(["w": late])).status == .firm)
    }

    @Test func theLaterOfTwoIsUnknownWhereOneIsAndTheEarlierIsProvisional() throws {
        let (later, earlier) = (
            try #require(DateExpression("max(anchor(w, end), date(2026-06-01))")),
            try #require(DateExpression("min(anchor(w, end), date(2026-06-01))"))
        )
        for (end, first, last) in [
            ("2026-05-20", "2026-05-20", "2026-06-01"), ("2026-06-20", "2026-06-01", "2026-06-20"),
        ] {
            let scope = Self.scope(["w": Anchor(start: day("2026-05-10"), end: day(end), revision: 1)])
            #expect(try later.evaluate(in: scope).date == day(last))
            #expect(try earlier.evaluate(in: scope).date == day(first))
        }
        #expect(throws: DeadlineError.uncapped("w")) { try later.evaluate(in: Self.scope()) }
        #expect(try earlier.evaluate(in: Self.scope()).status == .provisional)
    }

    @Test func switchesThatAreMissingOrUnfitAreFaults() throws {
        let expression = try #require(DueExpression("until(S9 - S8, endOfDay, S1)"))
        let unfit = ["S9": "S8", "S8": "P2WD"]
        #expect(
            expression.faults(switches: unfit, known: []) == [
                "switch S9 must be \(DateExpression.expectation)", "there is no switch S1",
            ])
        #expect(throws: DeadlineError.self) { try expression.evaluate(in: Self.scope(switches: unfit)) }
    }
}
