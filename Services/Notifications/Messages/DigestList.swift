import Shared

/// The list at the end of a digest: one row for each obligation, the same in every form of the message. Pure.
struct DigestList: Sendable, Equatable {
    /// Longer lists are cut, and say so: an escalation at national scale must still be a message that mail servers take.
    static let mostRows = 500

    let rows: [Row]
    /// How many more there are than `rows`.
    let omitted: Int

    struct Row: Sendable, Equatable {
        let unit: String
        let item: String
        let have: Int
        let need: Int
        /// `2026年5月20日24:00，还有2天`.
        let due: String
        /// `四（三）“于5月20日前”`; empty where the campaign names none.
        let clause: String
        /// What the unit should do next.
        let action: String
        /// Whom to ask.
        let receiver: String
    }

    init(_ obligations: [Obligation], campaign: CampaignDocument, now: Instant) {
        rows = obligations.prefix(Self.mostRows).map { Row($0, campaign, now) }
        omitted = obligations.count - rows.count
    }

    /// Lines without a break at the end.
    var text: String {
        let lines = rows.enumerated().map { index, row in
            """
            [\(index + 1)] \(row.unit)｜\(row.item)｜已报\(row.have)/应报\(row.need)
                截止：\(row.due)
                请做：\(row.action)
                依据：\(row.clause.isEmpty ? "见通知" : row.clause)
                咨询：\(row.receiver)
            """
        }
        return (["待办清单："] + lines + (omitted > 0 ? [omission] : [])).joined(separator: "\n")
    }

    var omission: String { "另有\(omitted)项未列出，请在系统中查询。" }
}

extension DigestList.Row {
    init(_ obligation: Obligation, _ campaign: CampaignDocument, _ now: Instant) {
        let rule = campaign.rule(obligation.rule)
        unit = obligation.unit.name
        item = obligation.name
        have = obligation.have
        need = obligation.quota
        due =
            obligation.effectiveDue.map {
                let distance = ChineseDate.distance(to: $0, from: now, in: campaign.zone)
                return "\(ChineseDate.due($0, in: campaign.zone))，\(distance)"
            } ?? "不限期"
        clause = rule.map { "\($0.clause)“\($0.quote)”" } ?? ""
        action = Self.action(obligation, now)
        receiver = campaign.track(obligation.track)?.receiver.name ?? obligation.to.name
    }

    private static func action(_ obligation: Obligation, _ now: Instant) -> String {
        switch obligation.status(at: now) {
        case .reopened: "按退回意见修改后重新报送"
        case .overdue: obligation.quota > 1 ? "尽快补报，还差\(obligation.quota - obligation.have)个" : "尽快补报"
        case .notOpen, .open, .dueSoon:
            if obligation.quota > 1 {
                "还须报送\(obligation.quota - obligation.have)个"
            } else if obligation.draftAt != nil {
                "草稿已保存，请核对后提交"
            } else {
                "填写并提交；确无内容的请申报零报告"
            }
        case .satisfiedOnTime, .satisfiedLate, .satisfiedInExtension, .nil, .waived: "无须办理"
        }
    }
}
