package import Deadlines
package import Values

/// Who has and who has not, at a node, for a track, as it stood at `at` and was known at `knownAt`. The list, the board,
/// the bulletin and the reminder show this one object.
///
/// expected = satisfied ⊎ nil ⊎ waived ⊎ missing, disjoint and exhaustive (Q5).
package struct Completeness: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// Where it is looked from.
    package let node: UnitBrief
    /// Which obligations of the node are counted.
    package let of: CompletenessSide
    /// Null: all tracks.
    package let track: TrackCode?
    /// The instant it holds for, or at which it happened.
    package let at: Instant
    /// What had been committed by then.
    package let knownAt: Instant
    /// How many obligations; the size of the four sets together.
    package let expected: Int
    /// Met by what was filed.
    package let satisfied: [Satisfied]
    /// Attested that there is nothing to report.
    package let `nil`: [Settled]
    /// Owed no more.
    package let waived: [Settled]
    /// Still owed.
    package let missing: [Missing]
    /// Units the rules mean and that are not expected, with the reason.
    package let excluded: [Gap]
    /// How much of what is owed is there.
    package let rate: Rate

    package init(
        campaign: CampaignKey, node: UnitBrief, of: CompletenessSide, track: TrackCode? = nil, at: Instant,
        knownAt: Instant, expected: Int, satisfied: [Satisfied], `nil`: [Settled], waived: [Settled],
        missing: [Missing], excluded: [Gap], rate: Rate
    ) {
        self.campaign = campaign
        self.node = node
        self.of = of
        self.track = track
        self.at = at
        self.knownAt = knownAt
        self.expected = expected
        self.satisfied = satisfied
        self.nil = `nil`
        self.waived = waived
        self.missing = missing
        self.excluded = excluded
        self.rate = rate
    }

    /// Met by what was filed.
    package struct Satisfied: Codable, Sendable, Hashable {
        /// The obligation it is for.
        package let obligation: ID<Obligation>
        /// Who owes.
        package let unit: UnitBrief
        /// The rule it comes from.
        package let rule: RuleKey
        /// The rule's name.
        package let name: String
        /// The instant it holds for, or at which it happened.
        package let at: Instant
        /// How it stands to the due time that was in force when it was received.
        package let timeliness: Timeliness

        package init(
            obligation: ID<Obligation>, unit: UnitBrief, rule: RuleKey, name: String, at: Instant,
            timeliness: Timeliness
        ) {
            self.obligation = obligation
            self.unit = unit
            self.rule = rule
            self.name = name
            self.at = at
            self.timeliness = timeliness
        }
    }

    /// Attested nil or waived.
    package struct Settled: Codable, Sendable, Hashable {
        /// The obligation it is for.
        package let obligation: ID<Obligation>
        /// Who owes.
        package let unit: UnitBrief
        /// The rule it comes from.
        package let rule: RuleKey
        /// The rule's name.
        package let name: String
        /// The attested reason or the waiver's basis.
        package let basis: String

        package init(
            obligation: ID<Obligation>, unit: UnitBrief, rule: RuleKey, name: String, basis: String
        ) {
            self.obligation = obligation
            self.unit = unit
            self.rule = rule
            self.name = name
            self.basis = basis
        }
    }

    /// Still owed.
    package struct Missing: Codable, Sendable, Hashable {
        /// The obligation it is for.
        package let obligation: ID<Obligation>
        /// Who owes.
        package let unit: UnitBrief
        /// The rule it comes from.
        package let rule: RuleKey
        /// The rule's name.
        package let name: String
        /// The nearest thing that keeps it from being met.
        package let why: MissingReason
        /// What is missing, by name: parts of a draft that `attachment_missing` means, units that `child_missing` means;
        /// empty for every other reason.
        package let lacks: [String]
        /// How many count.
        package let have: Int
        /// How many are needed.
        package let need: Int
        /// With an extension counted in; null when nothing is ever late.
        package let dueAt: Instant?
        /// How certain `dueAt` is.
        package let deadlineStatus: DeadlineStatus
        /// Whole seconds past `dueAt` at `at`; null while it is not late.
        package let lateBySeconds: Int?
        /// The last reminder about it that a channel took by then; null when none is known.
        package let lastReminder: SentReminder?
        /// Where it is told what was sent about it, and why something was not.
        package let reminders: MethodCall

        package init(
            obligation: ID<Obligation>, unit: UnitBrief, rule: RuleKey, name: String, why: MissingReason,
            lacks: [String] = [], have: Int, need: Int, dueAt: Instant? = nil, deadlineStatus: DeadlineStatus,
            lateBySeconds: Int? = nil, lastReminder: SentReminder? = nil, reminders: MethodCall
        ) {
            self.obligation = obligation
            self.unit = unit
            self.rule = rule
            self.name = name
            self.why = why
            self.lacks = lacks
            self.have = have
            self.need = need
            self.dueAt = dueAt
            self.deadlineStatus = deadlineStatus
            self.lateBySeconds = lateBySeconds
            self.lastReminder = lastReminder
            self.reminders = reminders
        }
    }

    /// A reminder that went out.
    package struct SentReminder: Codable, Sendable, Hashable {
        /// Ladder and step: `annex3/before-1`.
        package let step: String
        /// The unit whose contact was told: the one that owes, or one above it.
        package let to: UnitKey
        /// `email`.
        package let channel: String
        /// When the channel took it.
        package let at: Instant

        package init(step: String, to: UnitKey, channel: String, at: Instant) {
            self.step = step
            self.to = to
            self.channel = channel
            self.at = at
        }
    }
}

/// Which obligations of a node are meant.
package enum CompletenessSide: String, Codable, Sendable, Hashable, CaseIterable {
    /// What others owe the node: a province's or a city's view.
    case owedTo = "owed_to"
    /// What the node owes itself.
    case owedBy = "owed_by"
    /// What is owed to the node and to every unit that reports to it, at any depth, each obligation once.
    case subtree
}

/// Why something is missing.
package enum MissingReason: String, Codable, Sendable, Hashable, CaseIterable {
    /// Nothing was sent and no draft was saved.
    case notStarted = "not_started"
    /// A draft was saved, nothing was filed.
    case draftOnly = "draft_only"
    /// What was filed last was given back.
    case returned
    /// What was filed last was taken back by the one who filed.
    case withdrawn
    /// Some pieces are there, not enough.
    case quotaShort = "quota_short"
    /// A draft was saved and cannot be filed: `lacks` names the parts without which it is not taken (Q12).
    case attachmentMissing = "attachment_missing"
    /// It waits for units below it, which `lacks` names: a draft for their filings, what was filed for their review (Q7).
    case childMissing = "child_missing"
    /// It was filed, counts only when it is accepted, and nobody has decided yet.
    case awaitingReview = "awaiting_review"
}

/// A ratio of sizes of sets, never above 1; null parts of it never occur.
package struct Rate: Codable, Sendable, Hashable {
    /// Satisfied and nil.
    package let numerator: Int
    /// Expected without waived; 0 when nothing is expected, and then there is no rate.
    package let denominator: Int

    package init(
        numerator: Int, denominator: Int
    ) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// nil when nothing is expected.
    package var value: Double? { denominator == 0 ? nil : Double(numerator) / Double(denominator) }
}

/// A unit that rules mean and that owes nothing, because something is missing in the registry.
package struct Gap: Codable, Sendable, Hashable {
    /// The unit without a line.
    package let unit: UnitBrief
    /// The week it belongs to.
    package let track: TrackCode
    /// The rules meant, by key.
    package let rules: [RuleKey]
    /// What the registry lacks.
    package let why: GapReason

    package init(
        unit: UnitBrief, track: TrackCode, rules: [RuleKey], why: GapReason
    ) {
        self.unit = unit
        self.track = track
        self.rules = rules
        self.why = why
    }
}

/// Why a unit that a rule means owes nothing.
package enum GapReason: String, Codable, Sendable, Hashable, CaseIterable {
    /// Nobody to report to in the rule's track.
    case noReportingLine = "no_reporting_line"
}

/// Sizes of the sets of a `Completeness`.
package struct CompletenessCounts: Codable, Sendable, Hashable {
    /// How many obligations.
    package let expected: Int
    /// Met by what was filed.
    package let satisfied: Int
    /// Of `satisfied`, those after the due time and any extension.
    package let late: Int
    /// Attested that there is nothing to report.
    package let `nil`: Int
    /// Owed no more.
    package let waived: Int
    /// Still owed.
    package let missing: Int
    /// Of `missing`, those whose due time is past.
    package let overdue: Int
    /// How much of what is owed is there.
    package let rate: Rate

    package init(
        expected: Int, satisfied: Int, late: Int, `nil`: Int, waived: Int, missing: Int, overdue: Int, rate: Rate
    ) {
        self.expected = expected
        self.satisfied = satisfied
        self.late = late
        self.nil = `nil`
        self.waived = waived
        self.missing = missing
        self.overdue = overdue
        self.rate = rate
    }
}

/// The board: a node's completeness as a table.
package struct CompletenessBoard: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// Where it is looked from.
    package let node: UnitBrief
    /// Null: all tracks.
    package let track: TrackCode?
    /// The instant it holds for, or at which it happened.
    package let at: Instant
    /// What had been committed by then.
    package let knownAt: Instant
    /// Of everything owed to the node.
    package let total: CompletenessCounts
    /// The same for data, papers, materials and declarations apart: one may be there and another not.
    package let parts: [PartCounts]
    /// The same by item, in the order of the items' keys.
    package let items: [ItemCounts]
    /// One row per unit that reports to the node and has units below it or is no college (a city, a county, a school),
    /// by key; then one row for all higher-education institutions together, which are in no city's row (Q10).
    package let rows: [Row]

    package init(
        campaign: CampaignKey, node: UnitBrief, track: TrackCode? = nil, at: Instant, knownAt: Instant,
        total: CompletenessCounts, parts: [PartCounts] = [], items: [ItemCounts], rows: [Row]
    ) {
        self.campaign = campaign
        self.node = node
        self.track = track
        self.at = at
        self.knownAt = knownAt
        self.total = total
        self.parts = parts
        self.items = items
        self.rows = rows
    }

    /// One row of the board.
    package struct Row: Codable, Sendable, Hashable {
        /// The unit's key; `group:<kind>` for the row of many units.
        package let key: String
        /// The city's or unit's name, or the group's.
        package let name: String
        /// The registry's kind.
        package let kind: UnitKind
        /// The place it belongs to; null when the registry knows none or it is a row of many.
        package let region: RegionCode?
        /// How many units owe in this row.
        package let units: Int
        /// What they owe the node.
        package let owes: CompletenessCounts
        /// By item.
        package let items: [ItemCounts]
        /// What is owed to the row's unit by units below it; null when nothing is.
        package let receives: CompletenessCounts?
        /// Who still owes the node something, by name.
        package let missing: [String]

        package init(
            key: String, name: String, kind: UnitKind, region: RegionCode? = nil, units: Int, owes: CompletenessCounts,
            items: [ItemCounts], receives: CompletenessCounts? = nil, missing: [String]
        ) {
            self.key = key
            self.name = name
            self.kind = kind
            self.region = region
            self.units = units
            self.owes = owes
            self.items = items
            self.receives = receives
            self.missing = missing
        }
    }

    /// Counts of one item; an obligation over several items counts under its first.
    package struct ItemCounts: Codable, Sendable, Hashable {
        /// What is owed.
        package let item: ItemCode
        /// The item's name in the campaign.
        package let name: String
        /// The week it belongs to.
        package let track: TrackCode
        /// Sizes of the sets.
        package let counts: CompletenessCounts

        package init(
            item: ItemCode, name: String, track: TrackCode, counts: CompletenessCounts
        ) {
            self.item = item
            self.name = name
            self.track = track
            self.counts = counts
        }
    }
}
