import Values

extension CampaignDocument {
    /// A list of terms: strands, theme days, tags, groups, places, modes, platforms …
    package struct Vocabulary: Codable, Sendable, Hashable {
        /// Unique in the campaign: `strands`, `themeDays`; forms and events name it.
        package let key: VocabularyKey
        /// `主题活动日`.
        package let name: String
        /// Whether a thing may carry several of its terms.
        package let several: Bool
        /// The clause the terms are from; absent for terms the notice does not give.
        package let clause: String?
        /// In printing order; codes are unique in the vocabulary.
        package let terms: [Term]

        package init(
            key: VocabularyKey, name: String, several: Bool, clause: String? = nil, terms: [Term]
        ) {
            self.key = key
            self.name = name
            self.several = several
            self.clause = clause
            self.terms = terms
        }
    }

    /// One term of a vocabulary.
    package struct Term: Codable, Sendable, Hashable {
        /// Permanent: what is stored and counted by.
        package let code: TermCode
        /// As printed: `职业技能体验日`.
        package let name: String
        /// The set within the vocabulary it belongs to: `四开放`. Absent: the vocabulary has no sets.
        package let group: String?

        package init(
            code: TermCode, name: String, group: String? = nil
        ) {
            self.code = code
            self.name = name
            self.group = group
        }
    }

    /// A question the notice leaves open, and the answer this campaign runs with.
    package struct Switch: Codable, Sendable, Hashable {
        /// Unique in the campaign: `S1`.
        package let key: SwitchKey
        /// `dueInclusive`.
        package let name: String
        /// What the notice leaves open, as a person would ask it: `“于5月20日前”是否包含5月20日当天？`.
        package let question: String
        /// The answer: one of `choices`, or where those are absent a text of the deadline grammar (`P2WD`, `none`,
        /// `date(2026-11-15)`), which stands wherever a rule names the switch.
        package let value: String
        /// The answers there are; absent where the answer is a date, period or due time.
        package let choices: [Choice]?

        package init(
            key: SwitchKey, name: String, question: String, value: String, choices: [Choice]? = nil
        ) {
            self.key = key
            self.name = name
            self.question = question
            self.value = value
            self.choices = choices
        }
    }

    /// One answer a switch may have.
    package struct Choice: Codable, Sendable, Hashable {
        /// What `Switch.value` and the conditions of rules are compared with: `inclusive`.
        package let value: String
        /// What follows from it, for officials: `包含，当日24时前均为按时`.
        package let meaning: String

        package init(
            value: String, meaning: String
        ) {
            self.value = value
            self.meaning = meaning
        }
    }

    package func track(_ code: TrackCode) -> Track? { tracks.first { $0.code == code } }
    package func vocabulary(_ key: VocabularyKey) -> Vocabulary? { vocabularies.first { $0.key == key } }
    package func item(_ code: ItemCode) -> Item? { items.first { $0.code == code } }
    package func form(_ key: FormKey) -> FormDefinition? { forms.first { $0.key == key } }
    package func rule(_ key: RuleKey) -> Rule? { rules.first { $0.key == key } }

    /// The answers of all switches, as the deadline calculus takes them.
    package var switchValues: [SwitchKey: String] {
        Dictionary(switches.map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// Whether every switch that `condition` names has the value it asks for.
    package func holds(_ condition: [SwitchKey: String]?) -> Bool {
        guard let condition else { return true }
        let values = switchValues
        return condition.allSatisfy { values[$0.key] == $0.value }
    }
}

extension CampaignDocument.Vocabulary {
    package func term(_ code: TermCode) -> CampaignDocument.Term? { terms.first { $0.code == code } }
}
