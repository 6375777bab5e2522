import Shared
import Testing

@testable import Events

@Suite struct ReportsTests {
    private static let begin = Fixture.at("2026-05-12T09:00:00+08:00")

    private func figures(_ attendances: Int, justification: String? = nil) -> EventReportContent {
        EventReportContent(
            counts: [
                ReportedCount(measure: .sessions, count: 1),
                ReportedCount(measure: .attendances, count: attendances),
                ReportedCount(measure: .trained, group: "elderly", count: 12),
                ReportedCount(measure: .attendances, online: true, count: 900),
            ], justification: justification)
    }

    @Test func e5aReportComesAfterTheBegin() async throws {
        try await TestEvents.run { events in
            let event = try await events.published(Fixture.content())
            events.clock.set(Self.begin.adding(microseconds: -1))
            await events.expectFault(.reportTooEarly) {
                try await events.tell(EventsAPI.SaveReport.self, .init(event: event.id, content: figures(10)))
            }
            events.clock.set(Self.begin)
            let report = try await events.tell(
                EventsAPI.SaveReport.self, .init(event: event.id, content: figures(10)))
            #expect(report.state == .draft && report.revision == 1 && report.may == ["save", "submit"])
            #expect(try await events.ask(EventsAPI.GetReport.self, .init(event: event.id)) == report)
            // The next one names what it replaces.
            await events.expectFault(.revisionConflict) {
                try await events.tell(EventsAPI.SaveReport.self, .init(event: event.id, content: figures(11)))
            }
        }
    }

    @Test func onlyAnApprovedEventIsReportedOn() async throws {
        try await TestEvents.run { events in
            let draft = try await events.create(Fixture.content())
            events.clock.set(Self.begin)
            await events.expectFault(.eventStateWrong) {
                try await events.tell(EventsAPI.SaveReport.self, .init(event: draft.id, content: figures(10)))
            }
            await events.expectFault(.reportUnknown) {
                try await events.ask(EventsAPI.GetReport.self, .init(event: draft.id))
            }
        }
    }

    @Test func n10n14verifiedFiguresAreSummedApartE4() async throws {
        try await TestEvents.run { events in
            let event = try await events.published(Fixture.content())
            events.clock.set(Self.begin)
            try await events.tell(EventsAPI.SaveReport.self, .init(event: event.id, content: figures(100)))
            await events.expectFault(.reportStateWrong) {
                try await events.tell(
                    EventsAPI.VerifyReport.self, .init(event: event.id, expectRevision: 1), as: "reviewer")
            }
            let submitted = try await events.tell(
                EventsAPI.SubmitReport.self, .init(event: event.id, expectRevision: 1), as: "author")
            #expect(submitted.state == .submitted && submitted.findings.isEmpty)
            func reported() async throws -> [ReportedCount] {
                try await events.ask(
                    EventsAPI.GetStatistics.self,
                    .init(campaign: Fixture.campaign.key, node: TestEvents.college, by: .group)
                ).total.reported
            }
            #expect(try await reported() == [])
            await events.expectFault(.ownWork) {
                try await events.tell(
                    EventsAPI.VerifyReport.self, .init(event: event.id, expectRevision: 2), as: "author")
            }
            // Nor does who wrote what another handed in.
            await events.expectFault(.ownWork) {
                try await events.tell(EventsAPI.VerifyReport.self, .init(event: event.id, expectRevision: 2))
            }
            try await events.tell(
                EventsAPI.VerifyReport.self, .init(event: event.id, expectRevision: 2), as: "reviewer")
            #expect(
                try await reported() == [
                    ReportedCount(measure: .attendances, online: false, count: 100),
                    ReportedCount(measure: .attendances, online: true, count: 900),
                    ReportedCount(measure: .sessions, online: false, count: 1),
                    ReportedCount(measure: .trained, group: "elderly", online: false, count: 12),
                ])
            // What is found out later gives it back: its figures no longer count.
            let returned = try await events.tell(
                EventsAPI.ReturnReport.self, .init(event: event.id, expectRevision: 3, reason: "人次重复计算"),
                as: "reviewer")
            #expect(returned.state == .returned && returned.may == ["save", "submit"])
            #expect(try await reported() == [])
        }
    }

    @Test func e5implausibleFiguresNeedAJustificationAndAreHeld() async throws {
        try await TestEvents.run { events in
            let venue = try await events.tell(
                EventsAPI.CreateVenue.self, .init(name: "报告厅", region: "340800", kind: "library", capacity: 20))
            let session = Fixture.session("2026-05-12T09:00:00+08:00", "2026-05-12T11:00:00+08:00", venue: venue.id)
            let event = try await events.published(Fixture.content(sessions: [session]))
            events.clock.set(Self.begin)
            try await events.tell(EventsAPI.SaveReport.self, .init(event: event.id, content: figures(101)))
            let fault = await events.expectFault(.reportImplausible) {
                try await events.tell(EventsAPI.SubmitReport.self, .init(event: event.id, expectRevision: 1))
            }
            #expect(fault?.violations.map(\.rule) == ["beyond_capacity"])
            try await events.tell(
                EventsAPI.SaveReport.self,
                .init(event: event.id, expectRevision: 1, content: figures(101, justification: "全天流动参观")))
            let held = try await events.tell(
                EventsAPI.SubmitReport.self, .init(event: event.id, expectRevision: 2), as: "author")
            #expect(held.state == .held && held.findings.map(\.rule) == ["beyond_capacity"])
            let verified = try await events.tell(
                EventsAPI.VerifyReport.self, .init(event: event.id, expectRevision: 3), as: "reviewer")
            #expect(verified.state == .verified)
        }
    }

    @Test func ofTwoFirstSavesAtOnceOneIsRefused() async throws {
        try await TestEvents.run { events in
            let event = try await events.published(Fixture.content())
            events.clock.set(Self.begin)
            await events.expectOneOfTwo(refusedWith: .revisionConflict) {
                try await events.tell(EventsAPI.SaveReport.self, .init(event: event.id, content: figures(10)))
            } _: {
                try await events.tell(EventsAPI.SaveReport.self, .init(event: event.id, content: figures(20)))
            }
        }
    }
}
