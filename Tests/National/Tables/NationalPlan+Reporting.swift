import Shared

extension NationalPlan {
    /// Units and lines as reporting keeps them; obligations and everything filed for them.
    var reporting: [NationalTable] {
        units + owed + filed + reminded + [
            history("reporting", "submission", rows: scale.changes * 7 / 20) { [all] in
                all[$0 % all.count].duty.submission
            }
        ]
    }

    private var units: [NationalTable] {
        let (members, at) = (members, recordedAt)
        return [
            NationalTable("reporting.units", "key, kind, name, region, flags, valid, recorded_at", rows: members.count)
            { index, row in
                let member = members[index]
                row.text(member.key.rawValue)
                row.plain(member.kind.rawValue)
                row.text(member.name)
                row.text(member.region?.rawValue)
                row.array(member.flags.map(\.rawValue))
                row.plain("(,)")
                row.instant(at)
                row.endRow()
            },
            NationalTable(
                "reporting.lines", "relation, unit, parent, track, valid, recorded_at", rows: (members.count - 1) * 2
            ) { index, row in
                let child = members[index / 2 + 1]
                row.plain(Dice.id(.relation, index))
                row.text(child.key.rawValue)
                row.text(members[child.parent ?? 0].key.rawValue)
                row.plain(Self.tracks[index % 2])
                row.plain("(,)")
                row.instant(at)
                row.endRow()
            },
        ]
    }

    private var owed: [NationalTable] {
        let (plan, all) = (self, all)
        return [
            NationalTable("reporting.obligations", "id, campaign, rule, unit, track, recorded_at", rows: all.count) {
                index, row in
                let (campaign, duty) = all[index]
                row.plain(duty.id)
                row.plain(campaign.rawValue)
                row.plain(duty.rule.key.rawValue)
                row.text(plan.members[duty.member].key.rawValue)
                row.plain(duty.rule.track.rawValue)
                row.instant(plan.bornAt(index))
                row.endRow()
            },
            NationalTable(
                "reporting.obligation_terms",
                """
                obligation, campaign, revision, valid, recorded_at, born_at, name, items, receiver, quota, late, counts_on, \
                opens_at, due_at, deadline
                """, rows: all.count
            ) { index, row in
                let (campaign, duty) = all[index]
                row.plain(duty.id)
                row.plain(campaign.rawValue)
                row.number(1)
                row.plain("[\(plan.bornAt(index)),)")
                row.instant(plan.bornAt(index))
                row.instant(plan.bornAt(index))
                row.text(duty.rule.name)
                row.array(duty.rule.items.map(\.rawValue))
                row.text(plan.members[duty.receiver].key.rawValue)
                row.number(duty.rule.quota ?? 1)
                row.plain(duty.terms.late.rawValue)
                row.plain(duty.rule.countsOn.rawValue)
                row.instant(duty.terms.opensAt)
                row.instant(duty.terms.deadline.dueAt)
                try row.json(duty.terms.deadline)
                row.endRow()
            },
            NationalTable(
                "reporting.nil_returns", "obligation, reason, attested_by, attested_at, recorded_at", rows: all.count
            ) { index, row in
                let duty = all[index].duty
                guard duty.standing.isNil else { return }
                row.plain(duty.id)
                row.text("本年度未组织相关活动")
                row.plain("key:unit")
                row.instant(duty.receivedAt(0))
                row.instant(duty.receivedAt(0))
                row.endRow()
            },
            NationalTable(
                "reporting.reliefs", "id, act, obligation, kind, basis, granted_by, principal, granted_at, until",
                rows: all.count
            ) { index, row in
                let duty = all[index].duty
                guard duty.standing.isWaived || duty.standing.isExtended else { return }
                row.plain(Dice.id(.relief, index))
                row.plain(Dice.id(.relief, index))
                row.plain(duty.id)
                row.plain(duty.standing.isWaived ? "waiver" : "extension")
                row.text("防汛救灾")
                row.text(plan.members[plan.members[duty.member].parent ?? 0].key.rawValue)
                row.plain("key:above")
                row.instant(duty.receivedAt(0).adding(.seconds(-86_400)))
                row.instant(duty.standing.isWaived ? nil : duty.receivedAt(0).adding(.seconds(10 * 86_400)))
                row.endRow()
            },
        ]
    }

    private var filed: [NationalTable] {
        let (plan, all) = (self, all)
        return [
            NationalTable(
                "reporting.submissions",
                "id, obligation, form, form_version, state, revision, draft, opened_at, first_saved_at, updated_at",
                rows: all.count
            ) { index, row in
                let duty = all[index].duty
                guard case .submission(let form) = duty.terms.kind, duty.standing.isDrafted else { return }
                let standing = duty.standing
                row.plain(duty.submission)
                row.plain(duty.id)
                row.plain(form.rawValue)
                row.number(1)
                row.plain(
                    standing.counts
                        ? standing.isAccepted ? "accepted" : "submitted" : standing.filed > 0 ? "returned" : "draft")
                row.number(1 + standing.filed)
                row.text(standing.filed > 0 ? nil : "{}")
                row.instant(duty.terms.begins)
                row.instant(duty.terms.begins)
                row.instant(duty.receivedAt(standing.filed))
                row.endRow()
            },
            NationalTable(
                "reporting.submission_versions",
                "submission, n, form_version, payload, digest, received_at, recorded_at, filed_by, warnings",
                rows: all.count
            ) { index, row in
                let duty = all[index].duty
                guard case .submission = duty.terms.kind else { return }
                for n in plan.pieces(duty) {
                    let payload = plan.payload(duty, n)
                    row.plain(duty.submission)
                    row.number(n)
                    row.number(1)
                    row.text(payload)
                    row.binary(DigestAlgorithm.sha256.digest(payload).bytes)
                    row.instant(duty.receivedAt(n))
                    row.instant(duty.receivedAt(n))
                    row.plain("key:unit")
                    row.plain("[]")
                    row.endRow()
                }
            },
            NationalTable("reporting.submission_hands", "submission, principal, first_at", rows: all.count) {
                index, row in
                let duty = all[index].duty
                guard case .submission = duty.terms.kind, duty.standing.filed > 0 else { return }
                row.plain(duty.submission)
                row.plain("key:unit")
                row.instant(duty.receivedAt(1))
                row.endRow()
            },
            NationalTable(
                "reporting.materials",
                """
                id, campaign, obligation, unit, kind, title, body, attachments, content_digest, state, received_at, recorded_at, \
                filed_by
                """, rows: all.count
            ) { index, row in
                let (campaign, duty) = all[index]
                guard case .material(let kind) = duty.terms.kind else { return }
                for n in plan.pieces(duty) {
                    row.plain(plan.material(duty, n))
                    row.plain(campaign.rawValue)
                    row.plain(duty.id)
                    row.text(plan.members[duty.member].key.rawValue)
                    row.plain(kind.rawValue)
                    row.text("第\(n)份材料")
                    row.text(plan.payload(duty, n))
                    row.plain("[]")
                    row.binary(DigestAlgorithm.sha256.digest(plan.payload(duty, n)).bytes)
                    row.plain(duty.standing.isAccepted ? "accepted" : "submitted")
                    row.instant(duty.receivedAt(n))
                    row.instant(duty.receivedAt(n))
                    row.plain("key:unit")
                    row.endRow()
                }
            },
            NationalTable(
                "reporting.credits",
                "obligation, kind, source, n, content, title, received_at, recorded_at, due_at, accepted_at, ended_at, end_kind",
                rows: all.count
            ) { index, row in
                let duty = all[index].duty
                for n in plan.pieces(duty) { plan.credit(duty, n, &row) }
            },
        ]
    }

    private func credit(_ duty: Duties.Duty, _ n: Int, _ row: inout CopyText) {
        let standing = duty.standing
        row.plain(duty.id)
        // Of a submission the last version counts, if it was not returned; of materials each one.
        let isReturned: Bool
        switch duty.terms.kind {
        case .submission:
            isReturned = n < standing.filed || !standing.counts
            row.plain("submission")
            row.plain(duty.submission)
        case .material:
            isReturned = false
            row.plain("material")
            row.plain(material(duty, n))
        case .localWeek:
            isReturned = false
            row.plain("local_week")
            row.plain(Dice.id(.week, duty.number))
        }
        row.number(n)
        row.binary(DigestAlgorithm.sha256.digest(payload(duty, n)).bytes)
        row.text(duty.rule.name)
        row.instant(duty.receivedAt(n))
        row.instant(duty.receivedAt(n))
        row.instant(duty.terms.deadline.dueAt)
        row.instant(standing.isAccepted && !isReturned ? duty.receivedAt(n).adding(.seconds(3_600)) : nil)
        row.instant(isReturned ? duty.receivedAt(n).adding(.seconds(1_800)) : nil)
        row.text(isReturned ? "returned" : nil)
        row.endRow()
    }

    private func pieces(_ duty: Duties.Duty) -> Range<Int> { 1..<(duty.standing.filed + 1) }

    private func material(_ duty: Duties.Duty, _ n: Int) -> String { Dice.id(.material, duty.number * 8 + n) }

    private func payload(_ duty: Duties.Duty, _ n: Int) -> String {
        var dice = Dice(.version, duty.number &* 64 &+ n)
        return """
            {"asOfDate":"\(duty.receivedAt(n).description.prefix(10))","approver":"乙","contact":"000-\(duty.number)",\
            "reporter":"甲","sessionsTotal":\(1 + dice.below(90)),"students":\(dice.below(5_000)),"teachers":\(dice.below(400))}
            """
    }

    /// Q16: with the notice, whenever the row was written.
    func bornAt(_ index: Int) -> Instant { all[index].duty.terms.bornAt }
}
