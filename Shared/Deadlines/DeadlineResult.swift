package import Values

/// When something is due, how sure that is, and how it came about. Stored with the obligation and sent as it is.
package struct DeadlineResult: Codable, Sendable, Hashable {
    /// The first instant that is late: in time ⇔ receivedAt < dueAt. nil for `status` none.
    package let dueAt: Instant?
    /// The last day, in the campaign's zone, on which something is in time; nil for `status` none.
    package let civilDate: CivilDate?
    /// How sure it is.
    package let status: DeadlineStatus
    /// Everything the result was computed from, each with its revision: `localWeek.lifelong@2`, `calendar 2026@1`,
    /// `S2=none`, `annex4@1`. The same inputs give the same result (L1). Sorted.
    package let dependsOn: [String]
    /// The steps from the inside out: what was read, what it gave, why.
    package let trace: [DeadlineStep]

    package init(
        dueAt: Instant?, civilDate: CivilDate?, status: DeadlineStatus, dependsOn: [String], trace: [DeadlineStep]
    ) {
        self.dueAt = dueAt
        self.civilDate = civilDate
        self.status = status
        self.dependsOn = dependsOn
        self.trace = trace
    }

    /// In time ⇔ receivedAt < dueAt; what is never due is always in time.
    package func isInTime(_ receivedAt: Instant) -> Bool { dueAt.map { receivedAt < $0 } ?? true }
}

/// How sure a due time is.
package enum DeadlineStatus: String, Codable, Sendable, Hashable, CaseIterable {
    /// Every anchor it depends on is known.
    case firm
    /// An anchor is not known yet: due at the cap until it is (L6).
    case provisional
    /// A known anchor lies after the cap, so that what is owed cannot exist in time: due at the cap (L7).
    case infeasible
    /// Owed without a due time: never late.
    case none
}

/// One step of a computation.
package struct DeadlineStep: Codable, Sendable, Hashable {
    /// The part of the expression that was evaluated: `roll(anchor(localWeek.lifelong, end) + P1W, S2)`.
    package let expression: String
    /// What it gave: a date, an instant or `unknown`.
    package let value: String
    /// Why, where the expression does not say it: `S2 = none`, `revision 2`, `2026-10-03 is a rest day`.
    package let because: String?

    package init(expression: String, value: String, because: String? = nil) {
        self.expression = expression
        self.value = value
        self.because = because
    }
}
