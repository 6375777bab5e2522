package import Values

/// What a node declares beside what the filings below it come to: one row per figure, with the note on each difference.
package struct RollUpComparison: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// Whose figures they are.
    package let node: UnitBrief
    /// The form.
    package let form: FormKey
    /// Whose measures say how figures add.
    package let formVersion: Int
    /// The week it belongs to.
    package let track: TrackCode
    /// The instant it holds for.
    package let at: Instant
    /// What had been committed by then.
    package let knownAt: Instant
    /// The declaration in force; null while the node declared nothing, and then `declared` is what it filed itself.
    package let declaration: Declaration?
    /// In the form's order.
    package let rows: [Row]
    /// Who owes the form to the node and has nothing filed that counts.
    package let missing: [UnitBrief]
    /// What may be done now: `declare`, `seal`, `unseal`.
    package let may: [String]
    /// Why the rest may not.
    package let blockedBy: [Blocker]

    package init(
        campaign: CampaignKey, node: UnitBrief, form: FormKey, formVersion: Int, track: TrackCode, at: Instant,
        knownAt: Instant, declaration: Declaration? = nil, rows: [Row], missing: [UnitBrief], may: [String],
        blockedBy: [Blocker]
    ) {
        self.campaign = campaign
        self.node = node
        self.form = form
        self.formVersion = formVersion
        self.track = track
        self.at = at
        self.knownAt = knownAt
        self.declaration = declaration
        self.rows = rows
        self.missing = missing
        self.may = may
        self.blockedBy = blockedBy
    }

    /// What the node said, and from what it was computed.
    package struct Declaration: Codable, Sendable, Hashable {
        /// From 1; `expectRevision` is compared with it.
        package let n: Int
        /// The principal.
        package let by: String
        /// When it was declared.
        package let at: Instant
        /// The inputs that are others now; empty while it is fresh (Q8).
        package let changed: [ChangedInput]
        /// When it was sealed; null while it is open.
        package let sealedAt: Instant?
        /// Who sealed it; null while it is open.
        package let sealedBy: String?

        package init(
            n: Int, by: String, at: Instant, changed: [ChangedInput], sealedAt: Instant? = nil, sealedBy: String? = nil
        ) {
            self.n = n
            self.by = by
            self.at = at
            self.changed = changed
            self.sealedAt = sealedAt
            self.sealedBy = sealedBy
        }

        /// An input changed after the node declared.
        package var isStale: Bool { !changed.isEmpty }
    }

    /// A unit whose version that counts is another than the one the declaration was made from.
    package struct ChangedInput: Codable, Sendable, Hashable {
        /// Who filed.
        package let unit: UnitKey
        /// The version it was made from; null when there was none.
        package let before: Int?
        /// The version that counts now; null when none does.
        package let now: Int?

        package init(
            unit: UnitKey, before: Int? = nil, now: Int? = nil
        ) {
            self.unit = unit
            self.before = before
            self.now = now
        }
    }

    /// One figure of the table of differences.
    package struct Row: Codable, Sendable, Hashable {
        /// The field's key; `activities[].sessions` is a column over all rows.
        package let field: String
        /// As printed in the form.
        package let label: String
        /// How it adds.
        package let measure: Measure
        /// From the filings below, colleges left out (Q10). Null for a set of which only the sizes are known: then it lies
        /// from `atLeast` to `atMost`.
        package let computed: Double?
        /// The largest of the sizes below, where only sizes of sets are known; null otherwise.
        package let atLeast: Double?
        /// The sizes below added, where only sizes of sets are known; null otherwise.
        package let atMost: Double?
        /// What the node says; null when it says nothing.
        package let declared: Double?
        /// The node's word on the difference; null while there is none.
        package let note: String?
        /// How the two stand to each other.
        package let state: State

        package init(
            field: String, label: String, measure: Measure, computed: Double? = nil, atLeast: Double? = nil,
            atMost: Double? = nil, declared: Double? = nil, note: String? = nil, state: State
        ) {
            self.field = field
            self.label = label
            self.measure = measure
            self.computed = computed
            self.atLeast = atLeast
            self.atMost = atMost
            self.declared = declared
            self.note = note
            self.state = state
        }
    }

    /// How declared and computed stand to each other.
    package enum State: String, Codable, Sendable, Hashable, CaseIterable {
        /// The same; for a set of which only sizes are known, within the bounds.
        case agrees
        /// They differ and a note says why.
        case explained
        /// They differ and nobody said why: it cannot be sealed (Q9).
        case unexplained
        /// The node says nothing about it.
        case undeclared
    }
}

/// Where one figure comes from: every version that goes into it, down to the units that have none below.
package struct RollUpExplanation: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// Whose figure it is.
    package let node: UnitBrief
    /// The form.
    package let form: FormKey
    /// The week it belongs to.
    package let track: TrackCode
    /// The field's key; `activities[].sessions` is a column over all rows.
    package let field: String
    /// As printed in the form.
    package let label: String
    /// How it adds.
    package let measure: Measure
    /// The instant it holds for.
    package let at: Instant
    /// What had been committed by then.
    package let knownAt: Instant
    /// Level by level, the node's own receivers first; within a level by unit.
    package let contributions: [Contribution]

    package init(
        campaign: CampaignKey, node: UnitBrief, form: FormKey, track: TrackCode, field: String, label: String,
        measure: Measure, at: Instant, knownAt: Instant, contributions: [Contribution]
    ) {
        self.campaign = campaign
        self.node = node
        self.form = form
        self.track = track
        self.field = field
        self.label = label
        self.measure = measure
        self.at = at
        self.knownAt = knownAt
        self.contributions = contributions
    }

    /// What one unit says about the figure.
    package struct Contribution: Codable, Sendable, Hashable {
        /// 0: the node itself; 1: those that file to it; 2: those that file to these …
        package let depth: Int
        /// Who filed.
        package let unit: UnitBrief
        /// To whom; null for the node itself.
        package let to: UnitKey?
        /// Its submission; null when nothing that counts is filed.
        package let submission: ID<Submission>?
        /// The version that counts.
        package let n: Int?
        /// When its last byte was read.
        package let receivedAt: Instant?
        /// The figure in it; null when it is not filled in.
        package let value: Double?
        /// The members of a set; null for anything else.
        package let members: [String]?
        /// False for colleges: their figures stand in a group of their own and are in no sum above (Q10, N25).
        package let added: Bool
        /// What the figure was suggested from when the version was filed; null when nothing was.
        package let origin: FigureOrigin?

        package init(
            depth: Int, unit: UnitBrief, to: UnitKey? = nil, submission: ID<Submission>? = nil, n: Int? = nil,
            receivedAt: Instant? = nil, value: Double? = nil, members: [String]? = nil, added: Bool,
            origin: FigureOrigin? = nil
        ) {
            self.depth = depth
            self.unit = unit
            self.to = to
            self.submission = submission
            self.n = n
            self.receivedAt = receivedAt
            self.value = value
            self.members = members
            self.added = added
            self.origin = origin
        }
    }
}

/// Where a suggested figure was taken from.
package struct FigureOrigin: Codable, Sendable, Hashable {
    /// The field's key.
    package let field: String
    /// What the form's field names as its source: `sessions.byStrand.reading`.
    package let source: String
    /// The method that was asked, with what it was asked by: `events.statistics.get {by: strand}`.
    package let method: String
    /// What was suggested.
    package let value: JSONValue
    /// When it was asked.
    package let at: Instant
    /// Where the events behind it are listed: of a school's or college's own figures; null for a unit's with others below
    /// it, whose figures are explained by theirs, and for what is not of events.
    package let events: MethodCall?

    package init(
        field: String, source: String, method: String, value: JSONValue, at: Instant, events: MethodCall? = nil
    ) {
        self.field = field
        self.source = source
        self.method = method
        self.value = value
        self.at = at
        self.events = events
    }
}
