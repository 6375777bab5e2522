import Shared

extension NationalPlan {
    private static let strands = ["reading", "brands", "skills", "digital", "together"]
    private static let themeDays = [
        "development-seminar", "achievement-show", "local-feature", "industry-education", "talent-talk",
        "skill-experience", "volunteer-service",
    ]
    private static let tags = ["open-enterprise", "open-campus", "near-society", "into-community", "into-village"]
    private static let groups = ["youth", "elderly", "vocational-students", "pupils", "employees", "public"]
    private static let modes = ["on-site", "on-site", "on-site", "online", "hybrid"]
    private static let states = [
        "published", "published", "published", "published", "approved", "submitted", "draft", "cancelled",
    ]
    /// Slots of two hours in which a venue can be used in a week.
    private static let slotsOfWeek = 28

    /// What an event is, from its number.
    private struct Happening {
        let id: String
        let campaign: Duties
        let host: Nation.Member
        let strand: String
        let themeDay: String
        let tags: [String]
        let groups: [String]
        let mode: String
        let state: String
        let start: Instant
        let end: Instant
        let venue: String?
        let title: String

        init(_ index: Int, _ plan: NationalPlan) {
            var dice = Dice(.event, index)
            id = Dice.id(.event, index)
            campaign = plan.duties[index % plan.duties.count]
            // Schools and colleges hold most of them.
            let hosts =
                dice.chance(850)
                ? plan.nation.colleges.lowerBound..<plan.members.count : 1..<plan.nation.colleges.lowerBound
            host = plan.members[hosts.lowerBound + dice.below(hosts.count)]
            strand = NationalPlan.strands[dice.below(NationalPlan.strands.count)]
            themeDay = NationalPlan.themeDays[dice.below(NationalPlan.themeDays.count)]
            tags = [NationalPlan.tags[dice.below(NationalPlan.tags.count)]]
            groups = [NationalPlan.groups[dice.below(NationalPlan.groups.count)]]
            mode = NationalPlan.modes[dice.below(NationalPlan.modes.count)]
            state = NationalPlan.states[dice.below(NationalPlan.states.count)]
            // Venue and slot follow from the number, so no venue is ever taken twice (E2).
            let venues = plan.venues
            let round = index / plan.duties.count / venues
            let slot = (round + index) % NationalPlan.slotsOfWeek
            let window = plan.duties[index % plan.duties.count].document.tracks[0].window
            let day = plan.duties[0].document.zone.instant(of: window.start).adding(.seconds(slot / 4 * 86_400))
            start = day.adding(.seconds(28_800 + slot % 4 * 9_000))
            end = start.adding(.seconds(7_200))
            let isFree = round < NationalPlan.slotsOfWeek && mode == "on-site"
            venue = isFree ? Dice.id(.venue, index / plan.duties.count % venues) : nil
            title = "第\(index + 1)场活动"
        }
    }

    var venues: Int { max(20, scale.events / 100) }

    /// Regions, units and lines as events keeps them; venues, events, sessions, reports.
    var events: [NationalTable] {
        let (plan, nation, members) = (self, nation, members)
        let venues = self.venues
        return [
            NationalTable("events.regions", "code, name, level, parent, direct", rows: nation.places.count) {
                index, row in
                let place = nation.places[index]
                row.plain(place.code)
                row.text(place.name)
                row.plain(place.level)
                row.text(place.parent.map { nation.places[$0].code })
                row.flag(false)
                row.endRow()
            },
            NationalTable("events.units", "key, name, kind, flags, region", rows: members.count) { index, row in
                let member = members[index]
                row.text(member.key.rawValue)
                row.text(member.name)
                row.plain(member.kind.rawValue)
                row.array(member.flags.map(\.rawValue))
                row.text(member.region?.rawValue)
                row.endRow()
            },
            NationalTable("events.relations", "id, type, track, child, parent", rows: (members.count - 1) * 2) {
                index, row in
                let child = members[index / 2 + 1]
                row.plain(Dice.id(.relation, index))
                row.plain("reportsTo")
                row.plain(Self.tracks[index % 2])
                row.text(child.key.rawValue)
                row.text(members[child.parent ?? 0].key.rawValue)
                row.endRow()
            },
            NationalTable("events.venues", "id, name, region, kind, capacity", rows: venues) { index, row in
                row.plain(Dice.id(.venue, index))
                row.text("第\(index + 1)场馆")
                row.plain(nation.places[index % nation.places.count].code)
                row.plain("library")
                row.number(50 + index % 500)
                row.endRow()
            },
            NationalTable(
                "events.events",
                """
                id, campaign, host, tracks, strand, theme_day, tags, groups, mode, content, state, revision, announcement, \
                created_at, submitted_by, reviewed_by
                """, rows: scale.events
            ) { index, row in
                let event = Happening(index, plan)
                row.plain(event.id)
                row.plain(event.campaign.document.key.rawValue)
                row.text(event.host.key.rawValue)
                row.array(["vocational"])
                row.plain(event.strand)
                row.plain(event.themeDay)
                row.array(event.tags)
                row.array(event.groups)
                row.plain(event.mode)
                row.text(Self.content(event))
                row.plain(event.state)
                row.number(3)
                row.number(event.state == "published" ? 1 : 0)
                row.instant(event.start.adding(.seconds(-864_000)))
                row.text(event.state == "draft" ? nil : "key:host")
                row.text(["approved", "published"].contains(event.state) ? "key:reviewer" : nil)
                row.endRow()
            },
            NationalTable("events.event_hands", "event, what, principal, first_at", rows: scale.events) { index, row in
                let event = Happening(index, plan)
                guard event.state != "draft" else { return }
                row.plain(event.id)
                row.plain("event")
                row.plain("key:host")
                row.instant(event.start.adding(.seconds(-864_000)))
                row.endRow()
            },
            NationalTable("events.sessions", "event, ordinal, host, venue, during, held", rows: scale.events) {
                index, row in
                let event = Happening(index, plan)
                row.plain(event.id)
                row.number(0)
                row.text(event.host.key.rawValue)
                row.text(event.venue)
                row.plain("[\(event.start),\(event.end))")
                row.flag(event.state != "cancelled" && event.state != "draft")
                row.endRow()
            },
            NationalTable(
                "events.event_reports",
                "event, id, content, state, revision, findings, saved_at, submitted_at, submitted_by, verified_by",
                rows: scale.events / 5
            ) { index, row in
                let event = Happening(index * 5, plan)
                guard event.state == "published" else { return }
                row.plain(event.id)
                row.plain(Dice.id(.report, index))
                row.plain(Self.report(index))
                row.plain("verified")
                row.number(3)
                row.plain("[]")
                row.instant(event.end)
                row.instant(event.end)
                row.plain("key:host")
                row.plain("key:reviewer")
                row.endRow()
            },
            NationalTable("events.report_counts", "event, measure, audience, online, count", rows: scale.events / 5) {
                index, row in
                let event = Happening(index * 5, plan)
                guard event.state == "published" else { return }
                row.plain(event.id)
                row.plain("heads")
                row.null()
                row.flag(false)
                row.number(Self.heads(index))
                row.endRow()
            },
            history("events", "event", rows: scale.changes * 9 / 20) { Dice.id(.event, $0 % plan.scale.events) },
        ]
    }

    private static func content(_ event: Happening) -> String {
        let venue = event.venue.map { ",\"venue\":\"\($0)\"" } ?? ""
        return """
            {"title":"\(event.title)","tracks":["vocational"],"host":"\(event.host.key.rawValue)","coHosts":[],"supporters":[],\
            "strand":"\(event.strand)","themeDay":"\(event.themeDay)","tags":["\(event.tags[0])"],\
            "groups":["\(event.groups[0])"],"mode":"\(event.mode)",\
            "sessions":[{"start":"\(event.start)","end":"\(event.end)"\(venue)}]}
            """
    }

    private static func heads(_ index: Int) -> Int {
        var dice = Dice(.report, index)
        return 20 + dice.below(400)
    }

    private static func report(_ index: Int) -> String {
        "{\"counts\":[{\"measure\":\"heads\",\"online\":false,\"count\":\(heads(index))}]}"
    }
}
