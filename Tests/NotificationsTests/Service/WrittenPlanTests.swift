import Shared
import TestSupport
import Testing

@testable import Notifications

/// What a run leaves in the database, and what one that dies leaves there.
@Suite struct WrittenPlanTests {
    private static let ticks = [
        "2026-05-18 09:00", "2026-05-19 09:00", "2026-05-20 15:00", "2026-05-21 09:00", "2026-05-25 09:00",
    ].map(PlanFixture.at)

    private struct Died: Error {}

    /// Everything of it is written, and the process is gone before the commit.
    private func die(_ test: TestNotifications) async throws {
        let runs = Runs(logger: test.harness.dependencies.logger, wakeSenders: {}, catchUp: {})
        await #expect(throws: Died.self) {
            try await test.harness.dependencies.transact("runs") { effect in
                #expect(try await !runs.tick(effect).runs.isEmpty, "something was written")
                throw Died()
            }
        }
    }

    /// What a run is: the same plan over the same window.
    private func plans(
        dying: Bool, _ obligations: [Obligation]
    ) async throws -> (digests: [String], keys: Set<String>) {
        let outcome = Outcome()
        try await TestNotifications.runPublished(obligations) { test in
            for tick in Self.ticks {
                test.clock.set(tick)
                if dying {
                    let before = try await (
                        test.intents(), test.ask(NotificationsAPI.GetLag.self, Empty()).campaigns.map(\.plannedUntil)
                    )
                    try await die(test)
                    let after = try await (
                        test.intents(), test.ask(NotificationsAPI.GetLag.self, Empty()).campaigns.map(\.plannedUntil)
                    )
                    #expect(before.0 == after.0 && before.1 == after.1)
                }
                await outcome.add(try await test.tick().map(\.digest))
                // Whoever ticks again at the same instant finds nothing left to plan.
                #expect(try await test.tick().isEmpty)
            }
            await outcome.set(Set(try await test.intents().map(\.key)))
        }
        return await (outcome.digests, outcome.keys)
    }

    private actor Outcome {
        private(set) var digests: [String] = []
        private(set) var keys: Set<String> = []
        func add(_ more: [String]) { digests += more }
        func set(_ keys: Set<String>) { self.keys = keys }
    }

    @Test func aRunThatDiesBeforeItsCommitIsPlannedAgainAsItWasM3() async throws {
        let obligations = (1...3).map { PlanFixture.obligation($0) }
        let undisturbed = try await plans(dying: false, obligations)
        let disturbed = try await plans(dying: true, obligations)
        #expect(undisturbed.digests.count == Self.ticks.count)
        #expect(disturbed.digests == undisturbed.digests)
        #expect(disturbed.keys == undisturbed.keys)
    }

    /// Several things for one person, in windows of several days.
    @Test func onePersonGetsOneMessageAWindowAndChannelAndItCarriesEverythingM7() async throws {
        let obligations =
            (1...4).map { PlanFixture.obligation($0, ofUnit: 1) } + (5...6).map { PlanFixture.obligation($0) }
        try await TestNotifications.runPublished(obligations) { test in
            for tick in ["2026-05-19 12:00", "2026-05-20 16:00", "2026-05-27 12:00"] {
                try await test.tick(at: PlanFixture.at(tick))
            }
            let (intents, deliveries) = try await (test.intents(), test.deliveries())
            let runs = Dictionary(uniqueKeysWithValues: intents.map { ($0.id, $0.run) })
            let places = deliveries.map { delivery in
                "\(delivery.recipient) \(delivery.channel) \(Set(delivery.intents.map { runs[$0] }))"
            }
            #expect(Set(places).count == places.count, "one for each person, channel and window")
            let carried = deliveries.flatMap(\.intents)
            #expect(carried.count == intents.count && Set(carried) == Set(intents.map(\.id)), "each in one of them")
            for delivery in deliveries {
                let own = intents.filter { delivery.intents.contains($0.id) }
                #expect(Set(own.map(\.run)).count == 1)
                #expect(
                    own.allSatisfy {
                        $0.reminder.recipient == delivery.recipient && $0.reminder.channel == delivery.channel
                            && $0.delivery == delivery.id
                    })
            }
            #expect(deliveries.contains { $0.intents.count >= 4 })
        }
    }
}
