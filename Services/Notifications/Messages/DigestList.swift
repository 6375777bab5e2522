import Shared

/// The list at the end of a digest: one row for each obligation, the same in every form of the message. Pure.
struct DigestList: Sendable, Equatable {
    /// Longer lists are cut, and say so: an escalation at national scale must still be a message that mail servers take.
    static let mostRows = 500

    let rows: [Row]
    /// How many more there are than `rows`.
    let omitted: Int
    let words: MessageWords

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

    /// - Parameter obligations: one that stands twice, for two things that are said of it, has one row.
    init(_ obligations: [Obligation], campaign: CampaignDocument, words: MessageWords, now: Instant) {
        var known: Set<ID<Obligation>> = []
        let once = obligations.filter { known.insert($0.id).inserted }
        rows = once.prefix(Self.mostRows).map { Row($0, campaign, words, now) }
        omitted = once.count - rows.count
        self.words = words
    }

    /// Lines without a break at the end; empty without rows.
    var text: String {
        if rows.isEmpty { return "" }
        let lines = rows.enumerated().map { words.row($0 + 1, $1) }
        return ([words.listTitle] + lines + (omitted > 0 ? [words.omission(omitted)] : [])).joined(separator: "\n")
    }
}

extension DigestList.Row {
    init(_ obligation: Obligation, _ campaign: CampaignDocument, _ words: MessageWords, _ now: Instant) {
        let rule = campaign.rule(obligation.rule)
        unit = obligation.unit.name
        item = obligation.name
        have = obligation.have
        need = obligation.quota
        due = obligation.effectiveDue.map { words.due($0, from: now) } ?? words.unlimited
        clause = rule.map { "\($0.clause)“\($0.quote)”" } ?? ""
        action = words.action(obligation, now: now)
        receiver = campaign.receiver(of: obligation)
    }
}

extension CampaignDocument {
    /// Who takes what is owed, and is to be asked: the receiver of the track where that is the province (N27), else the unit's
    /// superior.
    func receiver(of obligation: Obligation) -> String {
        guard obligation.to.key == authority, let track = track(obligation.track) else { return obligation.to.name }
        return track.receiver.name
    }
}
