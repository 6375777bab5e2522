package import Values

/// What a unit files on a form: one draft that changes, and versions that never do.
package struct Submission: Codable, Sendable, Hashable {
    /// The submission.
    package let id: ID<Submission>
    /// The obligation it is for.
    package let obligation: ID<Obligation>
    /// The campaign.
    package let campaign: CampaignKey
    /// The form.
    package let form: FormKey
    /// Who owes.
    package let unit: UnitKey
    /// To whom it is owed.
    package let to: UnitKey
    /// The week it belongs to.
    package let track: TrackCode
    /// Where it is on its way.
    package let state: SubmissionState
    /// Grows with each saved draft, version and decision; `expectRevision` is compared with it.
    package let revision: Int
    /// What is being written; null when nothing was saved after the last version, and in the answer to a repeated call.
    package let draft: JSONValue?
    /// The files saved with the draft; empty when there are none.
    package let attachments: [ManifestEntry]
    /// The form's version the draft is for.
    package let formVersion: Int
    /// When it was begun.
    package let openedAt: Instant
    /// When it was last saved, filed or decided about.
    package let updatedAt: Instant
    /// Oldest first, without payloads (`reporting.submissions.versions` has them).
    package let versions: [SubmissionVersion]
    /// Null unless it is sealed.
    package let seal: Seal?
    /// What the caller may do now: `save`, `validate`, `finalize`, `withdraw`, `begin`, `accept`, `return`, `seal`, `unseal`.
    package let may: [String]
    /// Why the rest may not. Both are empty in the feed, where nobody in particular asks.
    package let blockedBy: [Blocker]
    /// The receipt of the version just filed; only in the answer of `finalize`.
    package let receipt: Receipt?

    package init(
        id: ID<Submission>, obligation: ID<Obligation>, campaign: CampaignKey, form: FormKey, unit: UnitKey,
        to: UnitKey, track: TrackCode, state: SubmissionState, revision: Int, draft: JSONValue? = nil,
        attachments: [ManifestEntry] = [], formVersion: Int, openedAt: Instant, updatedAt: Instant,
        versions: [SubmissionVersion], seal: Seal? = nil, may: [String],
        blockedBy: [Blocker], receipt: Receipt? = nil
    ) {
        self.id = id
        self.obligation = obligation
        self.campaign = campaign
        self.form = form
        self.unit = unit
        self.to = to
        self.track = track
        self.state = state
        self.revision = revision
        self.draft = draft
        self.attachments = attachments
        self.formVersion = formVersion
        self.openedAt = openedAt
        self.updatedAt = updatedAt
        self.versions = versions
        self.seal = seal
        self.may = may
        self.blockedBy = blockedBy
        self.receipt = receipt
    }

    /// Who closed it and when.
    package struct Seal: Codable, Sendable, Hashable {
        /// The principal.
        package let by: String
        /// When it was sealed.
        package let at: Instant

        package init(
            by: String, at: Instant
        ) {
            self.by = by
            self.at = at
        }
    }
}

/// Where a submission is on its way.
package enum SubmissionState: String, Codable, Sendable, Hashable, CaseIterable {
    /// Nothing of it is filed.
    case draft
    /// The newest version waits for a decision.
    case submitted
    /// A reviewer has begun: neither changed nor withdrawn meanwhile.
    case inReview = "in_review"
    /// The newest version was accepted; only a return opens it again.
    case accepted
    /// The newest version was given back and counts no more.
    case returned
    /// Closed: nothing changes it until it is unsealed.
    case sealed
    /// Taken back by the one who filed; it may be filed again.
    case withdrawn
}

/// One version as it was filed; it never changes (Q1).
package struct SubmissionVersion: Codable, Sendable, Hashable {
    /// From 1.
    package let n: Int
    /// The form's version.
    package let formVersion: Int
    /// SHA-256 of the canonical payload, in hexadecimal; with files, of `{"attachments": [digest …], "payload": …}`.
    package let digest: String
    /// The files that were filed along and are frozen (Q12).
    package let attachments: [ManifestEntry]
    /// When the last byte of `finalize` was read by the service: the only time that decides (Q2).
    package let receivedAt: Instant
    /// What the client says; kept apart and never used.
    package let claimedAt: Instant?
    /// How it stands to the due time that was in force when it was received.
    package let timeliness: Timeliness
    /// The principal that filed.
    package let by: String
    /// The unit it was filed for when another one filed it.
    package let onBehalfOf: UnitKey?
    /// Findings of severity `warning` that were filed along; those on plausibility have their sentence in `justifications`.
    package let warnings: [Finding]
    /// Why figures that do not fit are right, in the words of the one who filed.
    package let justifications: [FigureJustification]
    /// What its figures had been suggested from.
    package let origins: [FigureOrigin]
    /// The decision about it; null while there is none.
    package let review: Review?
    /// Only in answers that promise it.
    package let payload: JSONValue?

    package init(
        n: Int, formVersion: Int, digest: String, attachments: [ManifestEntry] = [], receivedAt: Instant,
        claimedAt: Instant? = nil,
        timeliness: Timeliness, by: String, onBehalfOf: UnitKey? = nil, warnings: [Finding],
        justifications: [FigureJustification] = [], origins: [FigureOrigin] = [], review: Review? = nil,
        payload: JSONValue? = nil
    ) {
        self.n = n
        self.formVersion = formVersion
        self.digest = digest
        self.attachments = attachments
        self.receivedAt = receivedAt
        self.claimedAt = claimedAt
        self.timeliness = timeliness
        self.by = by
        self.onBehalfOf = onBehalfOf
        self.warnings = warnings
        self.justifications = justifications
        self.origins = origins
        self.review = review
        self.payload = payload
    }
}

/// How a version stands to the due time, by `receivedAt`.
package enum Timeliness: String, Codable, Sendable, Hashable, CaseIterable {
    /// Before the due time.
    case onTime = "on_time"
    /// After the due time, without an extension that covers it.
    case late
    /// After the due time and within an extension.
    case inExtension = "in_extension"
}

/// A decision about a version.
package struct Review: Codable, Sendable, Hashable {
    /// Accepted or returned.
    package let decision: Decision
    /// The principal.
    package let by: String
    /// The instant it holds for, or at which it happened.
    package let at: Instant
    /// Codes of what is wrong, for a return: `figures_wrong`, `attachment_missing` …
    package let reasons: [String]
    /// What the reviewer writes.
    package let text: String?
    /// Fields meant, as paths in the payload.
    package let fields: [String]
    /// By when it is to come back; null for an acceptance.
    package let dueBackAt: Instant?
    /// Units below without which it was accepted (Q7); empty otherwise.
    package let proceedWithout: [ProceedWithout]

    package init(
        decision: Decision, by: String, at: Instant, reasons: [String], text: String? = nil, fields: [String],
        dueBackAt: Instant? = nil, proceedWithout: [ProceedWithout] = []
    ) {
        self.decision = decision
        self.by = by
        self.at = at
        self.reasons = reasons
        self.text = text
        self.fields = fields
        self.dueBackAt = dueBackAt
        self.proceedWithout = proceedWithout
    }

    /// What the reviewer decided.
    package enum Decision: String, Codable, Sendable, Hashable, CaseIterable {
        /// It stands.
        case accepted
        /// It is to be filed again.
        case returned
    }
}

/// What a rule of a form says about a payload.
package struct Finding: Codable, Sendable, Hashable {
    /// `sessionsTotal`, `activities[3].start`.
    package let path: String
    /// The form's rule, or `required`, `type`, `unknown_field`, `out_of_range`, `too_long`, `not_a_choice`.
    package let rule: String
    /// Whether it keeps a payload from being filed.
    package let severity: Severity
    /// What officials read, Chinese.
    package let message: String

    package init(
        path: String, rule: String, severity: Severity, message: String
    ) {
        self.path = path
        self.rule = rule
        self.severity = severity
        self.message = message
    }
}
