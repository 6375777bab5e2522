import Shared

/// What a digest says by itself, around the words of its templates, in one language.
struct MessageWords: Sendable, Equatable {
    let language: CampaignDocument.Language
    let zone: Zone

    private func pick(_ zh: String, _ en: String) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }

    /// The language as HTML names it.
    var tag: String { pick("zh-CN", "en") }
    var heads: [String] {
        switch language {
        case .zh: ["单位和事项", "已报/应报", "截止时间", "请做"]
        case .en: ["Unit and item", "Have/need", "Due", "What to do"]
        }
    }
    var listTitle: String { pick("待办清单：", "Still to do:") }
    var unlimited: String { pick("不限期", "without a due time") }
    var noClause: String { pick("见通知", "see the notice") }
    var nameSeparator: String { pick("、", ", ") }
    var onlinePlace: String { pick("线上", "online") }
    var automatic: String {
        pick("本消息由系统自动发送，请勿直接回复。", "This message was sent by a system; please do not reply to it.")
    }

    func due(_ instant: Instant) -> String {
        switch language {
        case .zh: ChineseDate.due(instant, in: zone)
        case .en: EnglishDate.due(instant, in: zone)
        }
    }

    /// The due time, and how far away it is.
    func due(_ instant: Instant, from now: Instant) -> String {
        switch language {
        case .zh: "\(due(instant))，\(ChineseDate.distance(to: instant, from: now, in: zone))"
        case .en: "\(due(instant)), \(EnglishDate.distance(to: instant, from: now, in: zone))"
        }
    }

    /// `2026年5月12日09:00至11:00`.
    func time(_ session: EventContent.Session) -> String {
        let (first, last) = (zone.date(of: session.start), zone.date(of: session.end))
        let (from, to) = (zone.time(of: session.start), zone.time(of: session.end))
        switch language {
        case .zh:
            let end = first == last ? "\(to)" : "\(ChineseDate.day(last))\(to)"
            return "\(ChineseDate.day(first))\(from)至\(end)"
        case .en:
            let end = first == last ? "\(to)" : "\(to) on \(EnglishDate.day(last))"
            return "\(EnglishDate.day(first)), \(from) to \(end)"
        }
    }

    func omission(_ count: Int) -> String {
        pick(
            "另有\(count)项未列出，请在系统中查询。",
            count == 1
                ? "1 more is not listed here; please look it up in the system."
                : "\(count) more are not listed here; please look them up in the system.")
    }

    /// - Parameter count: of the list; 0 where there is none.
    func cut(_ count: Int) -> String {
        switch count {
        case 0: pick("……内容过长，请登录系统查看。", "… The message is too long; please see the rest in the system.")
        case 1: pick("……内容过长，请登录系统查看全部1项。", "… The message is too long; please see the item in the system.")
        default:
            pick(
                "……内容过长，请登录系统查看全部\(count)项。", "… The message is too long; please see all \(count) items in the system.")
        }
    }

    func basis(_ notice: CampaignDocument.Notice) -> String {
        pick("依据：《\(notice.title)》（\(notice.number)）", "Basis: “\(notice.title)” (\(notice.number))")
    }

    /// The subject of a digest of several things.
    func subject(_ number: String, units: Int, items: Int, events: Int) -> String {
        if events > 0 {
            return pick("【\(number)】共\(items + events)项通知", "[\(number)] \(Self.count(items + events, "notice"))")
        }
        return units > 1
            ? pick(
                "【\(number)】\(units)个单位共\(items)项材料尚未报送",
                "[\(number)] \(units) units have not filed \(Self.count(items, "item"))")
            : pick("【\(number)】您单位有\(items)项材料待报送", "[\(number)] Your unit has \(Self.count(items, "item")) to file")
    }

    /// In English: `1 item`, `2 items`.
    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// What the unit should do next.
    func action(_ obligation: Obligation, now: Instant) -> String {
        let short = obligation.quota - obligation.have
        switch obligation.status(at: now) {
        case .reopened: return pick("按退回意见修改后重新报送", "mend what was given back and file it again")
        case .overdue:
            return obligation.quota > 1
                ? pick("尽快补报，还差\(short)个", "file the missing \(short) as soon as possible")
                : pick("尽快补报", "file it as soon as possible")
        case .notOpen, .open, .dueSoon:
            if obligation.quota > 1 { return pick("还须报送\(short)个", "file \(short) more") }
            return obligation.draftAt != nil
                ? pick("草稿已保存，请核对后提交", "check the saved draft and file it")
                : pick("填写并提交；确无内容的请申报零报告", "fill it in and file it, or attest that there is nothing")
        case .satisfiedOnTime, .satisfiedLate, .satisfiedInExtension, .nil, .waived:
            return pick("无须办理", "nothing")
        }
    }

    /// The lines under a row of the list.
    func basisAndContact(of row: DigestList.Row) -> [String] {
        let clause = row.clause.isEmpty ? noClause : row.clause
        return [pick("依据：\(clause)", "Clause: \(clause)"), pick("咨询：\(row.receiver)", "Ask: \(row.receiver)")]
    }

    /// A row of the list as text, without a break at the end.
    func row(_ number: Int, _ row: DigestList.Row) -> String {
        let more = basisAndContact(of: row).joined(separator: "\n    ")
        return switch language {
        case .zh:
            """
            [\(number)] \(row.unit)｜\(row.item)｜已报\(row.have)/应报\(row.need)
                截止：\(row.due)
                请做：\(row.action)
                \(more)
            """
        case .en:
            """
            [\(number)] \(row.unit) | \(row.item) | \(row.have) of \(row.need) filed
                Due: \(row.due)
                To do: \(row.action)
                \(more)
            """
        }
    }
}
