import Contracts
import Deadlines
import Foundation
import Testing
import Values

@testable import Notifications
@testable import enum Registry.CampaignFile

/// The ladders of the campaign as it is shipped, beyond the year it is of (`domain.md` §6).
@Suite struct ShippedLadderTests {
    private func document() throws -> CampaignDocument {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/campaigns/anhui-2026.yaml").standardizedFileURL
        return try CampaignFile.read(try String(contentsOf: file, encoding: .utf8))
    }

    /// One obligation by each rule that a ladder is for, as late as the notice lets anything be due, none met; every second
    /// with something that was given back in the year's last working week.
    private func state(_ campaign: CampaignDocument) -> PlanningState {
        let due = PlanFixture.at("2026-12-02 00:00")
        let rules = campaign.rules.filter { rule in campaign.reminders.ladders.contains { $0.rules.contains(rule.key) }
        }
        let duties = rules.enumerated().map { number, rule in
            Duty(
                id: ID(UniqueID(high: 7, low: UInt64(number))), rule: rule.key, track: rule.track,
                unit: PlanFixture.unit(UInt64(number)).key, receiver: campaign.authority,
                bornAt: PlanFixture.at("2026-04-29 00:00"), endedAt: nil,
                standing: ObligationStanding(
                    opensAt: PlanFixture.at("2026-04-29 00:00"), dueAt: due, satisfiedAt: nil, timeliness: nil))
        }
        let reporters = duties.map { Reminder.Recipient(unit: $0.unit, role: .reporter) }
        let receivers = campaign.tracks.map {
            Reminder.Recipient(unit: $0.receiver.unit, role: $0.receiver.role)
        }
        var state = PlanningState(
            campaign: campaign, reminders: campaign.reminders, calendar: WorkCalendar(), obligations: duties,
            reachable: Dictionary((reporters + receivers).map { ($0, [Reach(.email)]) }) { first, _ in first },
            suppressions: [], keys: [], sentToday: [:])
        for duty in duties where duty.id.value.low % 2 == 0 {
            let returnedAt = PlanFixture.at("2026-12-14 15:00")
            state.returns[duty.id] = Return(
                returnedAt: returnedAt, at: returnedAt, dueBackAt: PlanFixture.at("2026-12-18 00:00"))
        }
        return state
    }

    @Test func obligationsOf2026AreNotChasedInJanuary2027() throws {
        let state = state(try document())
        let (begin, end) = (PlanFixture.at("2026-12-20 00:00"), PlanFixture.at("2027-02-01 00:00"))
        let whole = Planner.plan(state, from: begin, to: end)
        #expect(whole.reminders.isEmpty && whole.nonIntents.isEmpty, "\(whole.reminders) \(whole.nonIntents)")
        #expect(Planner.upcoming(state, after: begin).isEmpty)
        // What lies before is chased, and given back items as well: the windows above are not empty for want of anything.
        let before = Planner.plan(state, from: PlanFixture.at("2026-12-01 00:00"), to: begin)
        #expect(before.reminders.contains { $0.reminder.step.hasPrefix("annex4/") })
        #expect(before.reminders.contains { $0.reminder.step.hasPrefix("returned/after@") })
    }

    /// A step goes on for ever in no ladder: each is bounded by how often or until when.
    @Test func everyStepOfTheShippedLaddersEnds() throws {
        let reminders = try document().reminders
        let steps = reminders.ladders.flatMap(\.steps) + (reminders.returned ?? [])
        #expect(steps.compactMap(\.repeats).allSatisfy { $0.times != nil || $0.until != nil })
        #expect(steps.contains { $0.repeats != nil })
    }
}
