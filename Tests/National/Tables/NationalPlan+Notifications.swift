import Shared

extension NationalPlan {
    /// Reminders that each obligation has had.
    private static let intentsEach = 2
    /// Persons a run wrote to.
    private static let deliveriesOfRun = 500

    /// Units, contacts and obligations as notifications keeps them; runs, deliveries and intents.
    var notifications: [NationalTable] {
        let (plan, members, all) = (self, members, all)
        let intents = all.count * Self.intentsEach
        let deliveries = max(Self.deliveriesOfRun, intents / 4)
        let runs = (deliveries + Self.deliveriesOfRun - 1) / Self.deliveriesOfRun
        return [
            NationalTable("notifications.units", "key, name, kind", rows: members.count) { index, row in
                row.text(members[index].key.rawValue)
                row.text(members[index].name)
                row.plain(members[index].kind.rawValue)
                row.endRow()
            },
            // Two lines for each member but the first, which reports to nobody.
            NationalTable("notifications.lines", "id, lower, upper, track", rows: (members.count - 1) * 2) {
                index, row in
                let child = members[index / 2 + 1]
                row.plain(Dice.id(.relation, index))
                row.text(child.key.rawValue)
                row.text(members[child.parent ?? 0].key.rawValue)
                row.plain(Self.tracks[index % 2])
                row.endRow()
            },
            NationalTable("notifications.contacts", "id, unit, role, channel, usable", rows: members.count) {
                index, row in
                row.plain(Dice.id(.contact, index))
                row.text(members[index].key.rawValue)
                row.plain("reporter")
                row.plain("email")
                row.flag(true)
                row.endRow()
            },
            NationalTable(
                "notifications.obligations", "id, campaign, unit, ended, data, rule, track, opens_at, due_at",
                rows: all.count
            ) { index, row in
                let (campaign, duty) = all[index]
                let obligation = plan.obligation(index)
                row.plain(duty.id)
                row.plain(campaign.rawValue)
                row.text(members[duty.member].key.rawValue)
                row.flag(false)
                try row.json(obligation)
                row.plain(obligation.rule.rawValue)
                row.plain(obligation.track.rawValue)
                row.instant(obligation.opensAt)
                row.instant(obligation.effectiveDue)
                row.endRow()
            },
            NationalTable(
                "notifications.runs", "id, campaign, from_at, to_at, intents, non_intents, digests, digest, at",
                rows: runs
            ) { index, row in
                let start = plan.bornAt(0).adding(.seconds(index * 600))
                row.plain(Dice.id(.run, index))
                row.plain(all[0].campaign.rawValue)
                row.instant(start)
                row.instant(start.adding(.seconds(600)))
                row.number(Self.deliveriesOfRun * 4)
                row.number(0)
                row.number(Self.deliveriesOfRun)
                row.plain(Hex.encode(DigestAlgorithm.sha256.digest("run \(index)").bytes))
                row.instant(start.adding(.seconds(600)))
                row.endRow()
            },
            NationalTable(
                "notifications.deliveries",
                """
                id, campaign, run, recipient_unit, recipient_role, channel, escalation, state, attempts, message_id, not_before, at
                """, rows: deliveries
            ) { index, row in
                let at = plan.bornAt(0).adding(.seconds(index / Self.deliveriesOfRun * 600))
                row.plain(Dice.id(.delivery, index))
                row.plain(all[0].campaign.rawValue)
                row.plain(Dice.id(.run, index / Self.deliveriesOfRun))
                // Not the same person twice in a run (M7).
                row.text("recipient:\(index)")
                row.plain("reporter")
                row.plain("email")
                row.flag(false)
                row.plain("sent")
                row.number(1)
                row.plain("<\(index)@nation.invalid>")
                row.instant(at)
                row.instant(at)
                row.endRow()
            },
            NationalTable(
                "notifications.intents",
                """
                id, key, campaign, obligation, rule, track, unit, step, template, at, due_at, recipient_unit, recipient_role, \
                channel, collapsed, state, run, delivery, sent_at
                """, rows: intents
            ) { index, row in
                let (campaign, duty) = all[index / Self.intentsEach]
                let delivery = index / 4 % deliveries
                let at = duty.terms.begins.adding(.seconds(index % Self.intentsEach * 86_400))
                row.plain(Dice.id(.intent, index))
                row.plain(Hex.encode(DigestAlgorithm.sha256.digest("intent \(index)").bytes))
                row.plain(campaign.rawValue)
                row.plain(duty.id)
                row.plain(duty.rule.key.rawValue)
                row.plain(duty.rule.track.rawValue)
                row.text(members[duty.member].key.rawValue)
                row.plain("before/\(index % Self.intentsEach)")
                row.plain("before")
                row.instant(at)
                row.instant(duty.terms.deadline.dueAt ?? at)
                row.text(members[duty.member].key.rawValue)
                row.plain("reporter")
                row.plain("email")
                row.array([])
                row.plain("sent")
                row.plain(Dice.id(.run, delivery / Self.deliveriesOfRun))
                row.plain(Dice.id(.delivery, delivery))
                row.instant(at)
                row.endRow()
            },
            history("notifications", "intent", rows: scale.changes * 3 / 20) { Dice.id(.intent, $0 % intents) },
        ]
    }

    /// The same reminders as reporting keeps them.
    var reminded: [NationalTable] {
        let (members, all) = (members, all)
        return [
            NationalTable(
                "reporting.sent_reminders", "intent, obligation, step, recipient, channel, sent_at, recorded_at",
                rows: all.count * Self.intentsEach
            ) { index, row in
                let duty = all[index / Self.intentsEach].duty
                let at = duty.terms.begins.adding(.seconds(index % Self.intentsEach * 86_400))
                row.plain(Dice.id(.intent, index))
                row.plain(duty.id)
                row.plain("before/\(index % Self.intentsEach)")
                row.text(members[duty.member].key.rawValue)
                row.plain("email")
                row.instant(at)
                row.instant(at)
                row.endRow()
            }
        ]
    }

    /// As reporting's feed tells it.
    private func obligation(_ index: Int) -> Obligation {
        let (campaign, duty) = all[index]
        let (standing, last) = (duty.standing, duty.receivedAt(duty.standing.filed))
        func stated(_ status: ObligationStatus) -> Obligation {
            Obligation(
                id: ID(Dice.id(.obligation, duty.number)) ?? .make(at: last), campaign: campaign, rule: duty.rule.key,
                name: duty.rule.name, items: duty.rule.items, track: duty.rule.track, unit: members[duty.member].brief,
                to: members[duty.receiver].brief, quota: duty.rule.quota ?? 1,
                have: standing.counts ? duty.rule.quota ?? 1 : 0,
                late: duty.terms.late, countsOn: duty.rule.countsOn, opensAt: duty.terms.begins,
                deadline: duty.terms.deadline,
                bornAt: bornAt(index), revision: 1, satisfiedAt: standing.counts ? last : nil,
                timeliness: standing.counts ? standing.isLate ? .late : .onTime : nil,
                nilAt: standing.isNil ? last : nil,
                waiver: standing.isWaived
                    ? Obligation.Waiver(basis: "防汛救灾", by: members[duty.receiver].key, at: last) : nil,
                extendedUntil: standing.isExtended ? last.adding(.seconds(10 * 86_400)) : nil,
                draftAt: standing.isDrafted ? duty.terms.begins : nil, status: status, asOf: last)
        }
        return stated(stated(.open).status(at: last))
    }
}
