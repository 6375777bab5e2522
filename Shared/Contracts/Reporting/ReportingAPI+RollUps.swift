package import Values

extension ReportingAPI {
    /// What the filings below a node add up to, beside what the node declares itself.
    package enum ComputeRollUp: RPCMethod {
        package typealias Params = RollUpQuestion
        package typealias Result = RollUp
        package static let contract = MethodContract(
            "reporting.rollups.compute",
            "The figures filed to a node, added by their measures, beside the node's own; nothing is stored.",
            kind: .query,
            access: .scoped(.read, [.unit("node", track: "track")]),
            faults: [.campaignUnpublished, .unitUnknownHere, .formUnknown])
        package static let examples = [
            Example(
                params: Params(node: "gb2260:341300/教育", form: "annex3", track: "vocational"), result: RollUp.example)
        ]
    }
}

/// What the filings below a node add up to: a pure function of the versions in `groups` (Q8).
package struct RollUp: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// Where it is looked from.
    package let node: UnitBrief
    /// The form.
    package let form: FormKey
    /// Whose measures say how figures add.
    package let formVersion: Int
    /// The week it belongs to.
    package let track: TrackCode
    /// The instant it holds for, or at which it happened.
    package let at: Instant
    /// What had been committed by then.
    package let knownAt: Instant
    /// By kind of the units that filed, by kind; colleges are never added to others (Q10, N25).
    package let groups: [Group]
    /// What the node filed on the same form itself; null when it filed none.
    package let declared: [Figure]?
    /// Where declared and computed differ; a city's own activities are a reason of their own. Empty without `declared`.
    package let differences: [Difference]
    /// Who owes the form to the node and has nothing filed that counts.
    package let missing: [UnitBrief]
    /// Fields that are never added: ratios, sets counted by their members.
    package let notAdded: [String]

    package init(
        campaign: CampaignKey, node: UnitBrief, form: FormKey, formVersion: Int, track: TrackCode, at: Instant,
        knownAt: Instant, groups: [Group], declared: [Figure]? = nil, differences: [Difference], missing: [UnitBrief],
        notAdded: [String]
    ) {
        self.campaign = campaign
        self.node = node
        self.form = form
        self.formVersion = formVersion
        self.track = track
        self.at = at
        self.knownAt = knownAt
        self.groups = groups
        self.declared = declared
        self.differences = differences
        self.missing = missing
        self.notAdded = notAdded
    }

    /// Units of one kind, and what they add up to.
    package struct Group: Codable, Sendable, Hashable {
        /// The registry's kind.
        package let kind: UnitKind
        /// By unit.
        package let inputs: [Input]
        /// In the form's order.
        package let figures: [Figure]
        /// Sets, united and never added, in the form's order.
        package let sets: [SetFigure]
        /// Ratios as they were filed, never added, in the form's order and then by unit.
        package let ratios: [RatioFigure]

        package init(
            kind: UnitKind, inputs: [Input], figures: [Figure], sets: [SetFigure] = [], ratios: [RatioFigure] = []
        ) {
            self.kind = kind
            self.inputs = inputs
            self.figures = figures
            self.sets = sets
            self.ratios = ratios
        }
    }

    /// A field that counts a set of things several units may have in common.
    package struct SetFigure: Codable, Sendable, Hashable {
        /// The field's key.
        package let field: String
        /// As printed in the form.
        package let label: String
        /// The union of what was listed; null where the form asks only for the size.
        package let members: [String]?
        /// How many there are at least: the union, or the largest of the sizes.
        package let atLeast: Double
        /// How many there are at most: the union, or the sizes added.
        package let atMost: Double

        package init(
            field: String, label: String, members: [String]? = nil, atLeast: Double, atMost: Double
        ) {
            self.field = field
            self.label = label
            self.members = members
            self.atLeast = atLeast
            self.atMost = atMost
        }
    }

    /// A ratio one unit filed.
    package struct RatioFigure: Codable, Sendable, Hashable {
        /// The field's key.
        package let field: String
        /// As printed in the form.
        package let label: String
        /// Who filed it.
        package let unit: UnitKey
        /// The part.
        package let numerator: Int
        /// The whole.
        package let denominator: Int

        package init(
            field: String, label: String, unit: UnitKey, numerator: Int, denominator: Int
        ) {
            self.field = field
            self.label = label
            self.unit = unit
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    /// The version of one unit that went in.
    package struct Input: Codable, Sendable, Hashable {
        /// Who owes.
        package let unit: UnitBrief
        /// The submission.
        package let submission: ID<Submission>
        /// From 1.
        package let n: Int
        /// SHA-256 of its canonical payload, in hexadecimal.
        package let digest: String

        package init(
            unit: UnitBrief, submission: ID<Submission>, n: Int, digest: String
        ) {
            self.unit = unit
            self.submission = submission
            self.n = n
            self.digest = digest
        }
    }

    /// One field as a number.
    package struct Figure: Codable, Sendable, Hashable {
        /// The field's key; `activities[].sessions` is a column over all rows.
        package let field: String
        /// As printed in the form.
        package let label: String
        /// How it adds.
        package let measure: Measure
        /// The number.
        package let value: Double

        package init(
            field: String, label: String, measure: Measure, value: Double
        ) {
            self.field = field
            self.label = label
            self.measure = measure
            self.value = value
        }
    }

    /// Declared minus computed, of one field.
    package struct Difference: Codable, Sendable, Hashable {
        /// The field's key; `rows[].column` over all rows.
        package let field: String
        /// As printed in the form.
        package let label: String
        /// From the filings below.
        package let computed: Double
        /// What the node says.
        package let declared: Double

        package init(
            field: String, label: String, computed: Double, declared: Double
        ) {
            self.field = field
            self.label = label
            self.computed = computed
            self.declared = declared
        }
    }
}
