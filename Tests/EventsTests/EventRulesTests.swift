import Contracts
import Testing
import Values

@testable import Events

@Suite struct EventRulesTests {
    private func rules(_ content: EventContent) -> Set<String> {
        Set(EventRules.violations(content, in: Fixture.campaign).map { "\($0.path) \($0.rule)" })
    }

    @Test func aPlainEventIsFine() {
        #expect(EventRules.violations(Fixture.content(), in: Fixture.campaign) == [])
    }

    @Test func termsMustBeOfTheCampaignsVocabularies() {
        #expect(rules(Fixture.content(strand: "marching")) == ["params.content.strand unknown_term"])
        #expect(rules(Fixture.content(tags: ["open-sea"])) == ["params.content.tags unknown_term"])
        #expect(rules(Fixture.content(tracks: ["sports"])) == ["params.content.tracks[0] unknown_term"])
    }

    @Test func aTitleIsOneLineOfText() {
        #expect(rules(Fixture.content(title: "")) == ["params.content.title length"])
        #expect(rules(Fixture.content(title: "a\r\nBcc: x")) == ["params.content.title control_character"])
    }

    @Test func theHostIsNotItsOwnCoHostE1() {
        #expect(rules(Fixture.content(coHosts: ["moe:1"])) == ["params.content.coHosts host_twice"])
    }

    @Test func aSessionEndsAfterItStarts() {
        let backwards = Fixture.session("2026-05-12T11:00:00+08:00", "2026-05-12T09:00:00+08:00")
        #expect(rules(Fixture.content(sessions: [backwards])) == ["params.content.sessions[0].end before_start"])
        #expect(rules(Fixture.content(sessions: [])) == ["params.content.sessions required"])
    }

    @Test(arguments: [
        ("2026-05-09T23:59:00+08:00", "2026-05-10T01:00:00+08:00", true),
        ("2026-05-10T00:00:00+08:00", "2026-05-10T01:00:00+08:00", false),
        ("2026-05-16T23:00:00+08:00", "2026-05-17T00:00:00+08:00", false),
        ("2026-05-16T23:00:00+08:00", "2026-05-17T00:01:00+08:00", true),
    ])
    func sessionsLieInTheWindowToItsLastInstantE3(start: String, end: String, isOutside: Bool) {
        let content = Fixture.content(sessions: [Fixture.session(start, end)])
        #expect(EventRules.outside(content, in: Fixture.campaign, localWeeks: []).isEmpty != isOutside)
    }

    @Test func aLocalWeekOfTheEventsTrackIsAWindowToo() {
        let session = Fixture.session("2026-10-20T09:00:00+08:00", "2026-10-20T11:00:00+08:00")
        let weeks = [Fixture.localWeek("lifelong", "2026-10-19", "2026-10-25")]
        let lifelong = Fixture.content(tracks: ["lifelong"], sessions: [session])
        #expect(EventRules.outside(lifelong, in: Fixture.campaign, localWeeks: weeks) == [])
        let vocational = Fixture.content(tracks: ["vocational"], sessions: [session])
        #expect(EventRules.outside(vocational, in: Fixture.campaign, localWeeks: weeks) == [0])
    }

    @Test func timePlaceOrHostIsAnnouncedAnewE6() {
        let content = Fixture.content()
        #expect(!EventRules.announcesAnew(content, Fixture.content(title: "另一个标题")))
        #expect(EventRules.announcesAnew(content, Fixture.content(host: "moe:2")))
        let later = Fixture.session("2026-05-13T09:00:00+08:00", "2026-05-13T11:00:00+08:00")
        #expect(EventRules.announcesAnew(content, Fixture.content(sessions: [later])))
    }
}
