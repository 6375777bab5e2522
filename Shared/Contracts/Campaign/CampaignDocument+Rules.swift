import Values

extension CampaignDocument {
    /// Something that can be owed, and what counts as having delivered it.
    package struct Item: Codable, Sendable, Hashable {
        /// Unique in the campaign: `annex3`, `material`; rules name it.
        package let code: ItemCode
        /// `职业教育活动周活动情况统计表`.
        package let name: String
        /// Where what counts for it comes from.
        package let source: ItemSource
        /// The form it is filed in, for `submission` and `material`.
        package let form: FormKey?

        package init(
            code: ItemCode, name: String, source: ItemSource, form: FormKey? = nil
        ) {
            self.code = code
            self.name = name
            self.source = source
            self.form = form
        }
    }

    /// What an obligation for an item looks at.
    package enum ItemSource: String, Codable, Sendable, Hashable, CaseIterable {
        /// A submission of the item's form in the rule's track.
        case submission
        /// Distinct materials (`reporting.materials.submit`) of the item's form in the rule's track.
        case material
        /// The declaration of the unit's own week of the rule's track (`events.weeks.declare`).
        case localWeek = "local_week"
    }

    /// Who owes what to whom by when, with the words of the notice that say so.
    ///
    /// A rule in force (`when`) gives one obligation for each unit that one of `subjects` selects.
    package struct Rule: Codable, Sendable, Hashable {
        /// Unique and permanent: `annex3.city`.
        package let key: RuleKey
        /// For lists and messages: `附件3（市）`.
        package let name: String
        /// What counts for it: usually one item; several when a quota is over all of them together (S3).
        package let items: [ItemCode]
        /// For which week it is owed; also decides whom a unit reports to.
        package let track: TrackCode
        /// The units that owe it: the union of the selectors.
        package let subjects: [Selector]
        /// Who receives it: the province, or whom the unit reports to.
        package let to: Destination
        /// How many are needed, ≥ 1; absent means one.
        package let quota: Int?
        /// Date expression of the first day on which delivering counts; absent: from the day of the notice.
        package let opens: String?
        /// Due expression of the deadline calculus (`docs/decisions/deadlines.md`); may name switches and anchors
        /// (`window.<track>`, `localWeek.<track>`).
        package let deadline: String
        /// What happens to what comes after the deadline: `accepted_late` or `refused`, or a switch that says which.
        package let late: String
        /// Whether sending it is enough.
        package let countsOn: CountsOn
        /// In force only when each named switch has the named value; absent: always.
        package let when: [SwitchKey: String]?
        /// The row of the notice's analysis, `N24`; absent where the campaign adds a rule of its own.
        package let row: String?
        /// `四（三）`.
        package let clause: String
        /// The notice's own words, cited in every explanation.
        package let quote: String

        package init(
            key: RuleKey, name: String, items: [ItemCode], track: TrackCode, subjects: [Selector], to: Destination,
            quota: Int? = nil, opens: String? = nil, deadline: String, late: String, countsOn: CountsOn,
            when: [SwitchKey: String]? = nil, row: String? = nil, clause: String, quote: String
        ) {
            self.key = key
            self.name = name
            self.items = items
            self.track = track
            self.subjects = subjects
            self.to = to
            self.quota = quota
            self.opens = opens
            self.deadline = deadline
            self.late = late
            self.countsOn = countsOn
            self.when = when
            self.row = row
            self.clause = clause
            self.quote = quote
        }
    }

    /// Units, by what they are and where they report. Every condition given must hold; an empty selector selects none.
    package struct Selector: Codable, Sendable, Hashable {
        /// Any of these kinds; absent: any kind.
        package let kinds: [UnitKind]?
        /// All of these flags.
        package let flags: [UnitFlag]?
        /// None of these flags.
        package let withoutFlags: [UnitFlag]?
        /// Where the unit's `reportsTo` of the rule's track must lead; absent: a relation is not asked for.
        package let reportsTo: ParentSelector?
        /// Only when each named switch has the named value; absent: always.
        package let when: [SwitchKey: String]?

        package init(
            kinds: [UnitKind]? = nil, flags: [UnitFlag]? = nil, withoutFlags: [UnitFlag]? = nil,
            reportsTo: ParentSelector? = nil, when: [SwitchKey: String]? = nil
        ) {
            self.kinds = kinds
            self.flags = flags
            self.withoutFlags = withoutFlags
            self.reportsTo = reportsTo
            self.when = when
        }
    }

    /// The parent a selected unit must have. Without either member: any parent, but one.
    package struct ParentSelector: Codable, Sendable, Hashable {
        /// Any of these kinds; absent: any kind.
        package let kinds: [UnitKind]?
        /// Any of these units; absent: any unit.
        package let keys: [UnitKey]?

        package init(
            kinds: [UnitKind]? = nil, keys: [UnitKey]? = nil
        ) {
            self.kinds = kinds
            self.keys = keys
        }
    }

    /// To whom an obligation is owed.
    package enum Destination: String, Codable, Sendable, Hashable, CaseIterable {
        /// The receiver of the track.
        case province
        /// The unit's `reportsTo` parent in the track.
        case parent
    }

    /// When a submission or material starts to count.
    package enum CountsOn: String, Codable, Sendable, Hashable, CaseIterable {
        /// As soon as it is received, until it is returned or withdrawn.
        case submitted
        /// Once a reviewer accepted it; in time by when it was received.
        case accepted
    }

    /// What happens to what comes after the deadline.
    package enum LateHandling: String, Codable, Sendable, Hashable, CaseIterable {
        /// Taken, and marked late.
        case acceptedLate = "accepted_late"
        /// Refused unless an extension covers it.
        case refused
    }

    /// The rules that are in force with the switches as they are.
    package var rulesInForce: [Rule] { rules.filter { holds($0.when) } }

    /// The selectors of `rule` that are in force with the switches as they are.
    package func subjects(of rule: Rule) -> [Selector] { rule.subjects.filter { holds($0.when) } }

    /// nil when `rule.late` names neither a handling nor a switch that has one: the loader refuses such a file.
    package func lateHandling(of rule: Rule) -> LateHandling? {
        LateHandling(rawValue: rule.late) ?? switchValues[SwitchKey(rule.late)].flatMap(LateHandling.init(rawValue:))
    }
}
