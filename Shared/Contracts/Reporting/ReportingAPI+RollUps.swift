package import Values

extension ReportingAPI {
    /// What the filings below a node add up to, beside what the node declares itself.
    package enum ComputeRollUp: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            package let node: UnitKey
            package let form: FormKey
            package let track: TrackCode
            /// What was in force then; default now.
            package let at: Instant?
            /// What had been committed by then; default now.
            package let knownAt: Instant?

            package init(
                campaign: CampaignKey? = nil, node: UnitKey, form: FormKey, track: TrackCode, at: Instant? = nil,
                knownAt: Instant? = nil
            ) {
                self.campaign = campaign
                self.node = node
                self.form = form
                self.track = track
                self.at = at
                self.knownAt = knownAt
            }
        }
        package typealias Result = RollUp
        package static let contract = MethodContract(
            "reporting.rollups.compute",
            "The figures filed to a node, added by their measures, beside the node's own; nothing is stored.",
            kind: .query, faults: [.campaignUnpublished, .unitUnknownHere, .formUnknown])
        package static let examples = [
            Example(
                params: Params(node: "gb2260:341300/教育", form: "annex3", track: "vocational"), result: RollUp.example)
        ]
    }
}

/// What the filings below a node add up to: a pure function of the versions in `groups` (Q8).
package struct RollUp: Codable, Sendable, Hashable {
    package let campaign: CampaignKey
    package let node: UnitBrief
    package let form: FormKey
    /// Whose measures say how figures add.
    package let formVersion: Int
    package let track: TrackCode
    package let at: Instant
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
        package let kind: UnitKind
        /// By unit.
        package let inputs: [Input]
        package let figures: [Figure]

        package init(
            kind: UnitKind, inputs: [Input], figures: [Figure]
        ) {
            self.kind = kind
            self.inputs = inputs
            self.figures = figures
        }
    }

    /// The version of one unit that went in.
    package struct Input: Codable, Sendable, Hashable {
        package let unit: UnitBrief
        package let submission: ID<Submission>
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
        package let label: String
        package let measure: Measure
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
        package let field: String
        package let label: String
        package let computed: Double
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
