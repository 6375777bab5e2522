package import Values

extension ReportingAPI {
    /// The submission of an obligation, begun if there is none. Give `obligation`, or `campaign`, `rule` and `unit`.
    package enum OpenSubmission: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The obligation; or give `campaign`, `rule` and `unit`.
            package let obligation: ID<Obligation>?
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Only this rule; with `campaign` and `unit` it names one obligation.
            package let rule: RuleKey?
            /// Who owes.
            package let unit: UnitKey?

            package init(
                obligation: ID<Obligation>? = nil, campaign: CampaignKey? = nil, rule: RuleKey? = nil,
                unit: UnitKey? = nil
            ) {
                self.obligation = obligation
                self.campaign = campaign
                self.rule = rule
                self.unit = unit
            }
        }
        package typealias Result = Submission
        package static let contract = MethodContract(
            "reporting.submissions.open", "Begins what a unit files for an obligation, or finds what was begun.",
            kind: .mutation,
            access: .scoped(.file, [.entity(.obligation, "obligation"), .unit("unit")]),
            faults: [.obligationUnknown, .obligationNotAForm, .obligationClosed, .nilAttested])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", rule: "annex3", unit: "moe:4134013343"),
                result: Submission.example)
        ]
    }

    /// Saves a draft.
    package enum SaveSubmission: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>
            /// The revision the caller saw; another one answers `REVISION_CONFLICT` with the one that stands.
            package let expectRevision: Int
            /// The whole payload, by field keys; need not be complete.
            package let payload: JSONValue
            /// The files that go with it, all of them; absent: those saved before stay.
            package let attachments: [ManifestEntry]?

            package init(
                id: ID<Submission>, expectRevision: Int, payload: JSONValue, attachments: [ManifestEntry]? = nil
            ) {
                self.id = id
                self.expectRevision = expectRevision
                self.payload = payload
                self.attachments = attachments
            }
        }
        package typealias Result = Submission
        package static let contract = MethodContract(
            "reporting.submissions.save", "Saves a draft, complete or not.", kind: .mutation,
            access: .scoped(.file, [.entity(.submission, "id")]),
            faults: [.submissionUnknown, .submissionState, .obligationClosed, .nilAttested, .revisionConflict])
        package static let examples = [
            Example(
                params: Params(
                    id: Submission.example.id, expectRevision: 1, payload: ["sessionsTotal": 12]),
                result: Submission.example)
        ]
    }

    /// What the form's rules say about a payload. Changes nothing.
    package enum ValidateSubmission: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>
            /// Absent: the saved draft.
            package let payload: JSONValue?

            package init(
                id: ID<Submission>, payload: JSONValue? = nil
            ) {
                self.id = id
                self.payload = payload
            }
        }
        package typealias Result = Validation
        package static let contract = MethodContract(
            "reporting.submissions.validate", "What the form's rules say about the draft or about a payload.",
            kind: .query,
            access: .scoped(.file, [.entity(.submission, "id")]),
            faults: [.submissionUnknown])
        package static let examples = [
            Example(params: Params(id: Submission.example.id), result: Validation.example)
        ]
    }

    /// Files the draft, or the payload given, as a version.
    package enum FinalizeSubmission: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>
            /// The revision the caller saw; another one answers `REVISION_CONFLICT` with the one that stands.
            package let expectRevision: Int
            /// Absent: the saved draft.
            package let payload: JSONValue?
            /// The files that go with it, all of them; absent: those saved with the draft.
            package let attachments: [ManifestEntry]?
            /// Why figures that do not fit what was suggested, or are far above those of comparable units, are right.
            package let justifications: [FigureJustification]?
            /// When the client says it was done; kept, never used.
            package let claimedAt: Instant?
            /// The unit it is filed for, when its upper level files in its place.
            package let onBehalfOf: UnitKey?

            package init(
                id: ID<Submission>, expectRevision: Int, payload: JSONValue? = nil,
                attachments: [ManifestEntry]? = nil, justifications: [FigureJustification]? = nil,
                claimedAt: Instant? = nil, onBehalfOf: UnitKey? = nil
            ) {
                self.id = id
                self.expectRevision = expectRevision
                self.payload = payload
                self.attachments = attachments
                self.justifications = justifications
                self.claimedAt = claimedAt
                self.onBehalfOf = onBehalfOf
            }
        }
        package typealias Result = Submission
        package static let contract = MethodContract(
            "reporting.submissions.finalize",
            "Files a version that passed every error rule, with its files (Q12); on time by when its last byte was read.",
            kind: .mutation,
            access: .scoped(.file, [.entity(.submission, "id")]),
            faults: [
                .submissionUnknown, .submissionState, .submissionInvalid, .obligationClosed, .obligationNotOpen,
                .nilAttested, .attachmentMissing, .revisionConflict,
            ])
        package static let examples = [
            Example(
                params: Params(id: Submission.example.id, expectRevision: 2), result: Submission.example)
        ]
    }

    /// Takes back what was filed, as long as nobody accepted it.
    package enum WithdrawSubmission: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>
            /// The revision the caller saw; another one answers `REVISION_CONFLICT` with the one that stands.
            package let expectRevision: Int
            /// Why, in the caller's words.
            package let reason: String

            package init(
                id: ID<Submission>, expectRevision: Int, reason: String
            ) {
                self.id = id
                self.expectRevision = expectRevision
                self.reason = reason
            }
        }
        package typealias Result = Submission
        package static let contract = MethodContract(
            "reporting.submissions.withdraw", "Takes back what was filed and not yet accepted; its versions stay.",
            kind: .mutation,
            access: .scoped(.file, [.entity(.submission, "id")]),
            faults: [.submissionUnknown, .submissionState, .reasonRequired, .revisionConflict])
        package static let examples = [
            Example(
                params: Params(id: Submission.example.id, expectRevision: 3, reason: "上报口径有误，重新填报"),
                result: Submission.example)
        ]
    }

    /// One submission with its draft.
    package enum GetSubmission: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>

            package init(
                id: ID<Submission>
            ) {
                self.id = id
            }
        }
        package typealias Result = Submission
        package static let contract = MethodContract(
            "reporting.submissions.get", "One submission: its draft, its versions, what may be done.", kind: .query,
            access: .scoped(.read, [.entity(.submission, "id")]), calledBy: [.notifications],
            faults: [.submissionUnknown])
        package static let examples = [
            Example(params: Params(id: Submission.example.id), result: Submission.example)
        ]
    }

    /// The versions of a submission with their payloads.
    package enum ListSubmissionVersions: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>

            package init(
                id: ID<Submission>
            ) {
                self.id = id
            }
        }
        package typealias Result = SubmissionVersions
        package static let contract = MethodContract(
            "reporting.submissions.versions", "All versions of a submission with their payloads, oldest first.",
            kind: .query,
            access: .scoped(.read, [.entity(.submission, "id")]),
            faults: [.submissionUnknown])
        package static let examples = [
            Example(
                params: Params(id: Submission.example.id),
                result: SubmissionVersions(id: Submission.example.id, versions: Submission.example.versions))
        ]
    }

    /// What differs between two versions.
    package enum DiffSubmission: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>
            /// The earlier version.
            package let from: Int
            /// The later version.
            package let to: Int

            package init(
                id: ID<Submission>, from: Int, to: Int
            ) {
                self.id = id
                self.from = from
                self.to = to
            }
        }
        package typealias Result = SubmissionDifference
        package static let contract = MethodContract(
            "reporting.submissions.diff", "The fields that differ between two versions of a submission.", kind: .query,
            access: .scoped(.read, [.entity(.submission, "id")]),
            faults: [.submissionUnknown, .versionUnknown])
        package static let examples = [
            Example(
                params: Params(id: Submission.example.id, from: 1, to: 2),
                result: SubmissionDifference(
                    from: 1, to: 2, changes: [.init(path: "sessionsTotal", before: 12, after: 14)]))
        ]
    }

    /// Submissions by page, without drafts.
    package enum ListSubmissions: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Who owes.
            package let unit: UnitKey?
            /// To whom it is owed.
            package let to: UnitKey?
            /// Only this track; absent: all.
            package let track: TrackCode?
            /// Only this form.
            package let form: FormKey?
            /// Any of these.
            package let state: [SubmissionState]?
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey? = nil, unit: UnitKey? = nil, to: UnitKey? = nil, track: TrackCode? = nil,
                form: FormKey? = nil, state: [SubmissionState]? = nil, after: String? = nil, limit: Int? = nil
            ) {
                self.campaign = campaign
                self.unit = unit
                self.to = to
                self.track = track
                self.form = form
                self.state = state
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Submission>
        package static let contract = MethodContract(
            "reporting.submissions.list",
            "Submissions that fit all filters, without drafts, in the order of their ids.",
            kind: .query,
            access: .scoped(.read, [.list]),
            faults: [.campaignUnpublished])
        package static let examples = [
            Example(
                params: Params(to: "issuer:AH-EDU", form: "annex3", state: [.submitted]),
                result: Page(items: [Submission.example], next: nil))
        ]
    }
}

/// What a form's rules say about a payload.
package struct Validation: Codable, Sendable, Hashable {
    /// No finding of severity `error`: it may be filed.
    package let passes: Bool
    /// The form's version.
    package let formVersion: Int
    /// Fields first, then the rules between them.
    package let findings: [Finding]

    package init(
        passes: Bool, formVersion: Int, findings: [Finding]
    ) {
        self.passes = passes
        self.formVersion = formVersion
        self.findings = findings
    }
}

/// The versions of a submission with their payloads.
package struct SubmissionVersions: Codable, Sendable, Hashable {
    /// The submission.
    package let id: ID<Submission>
    /// Oldest first.
    package let versions: [SubmissionVersion]

    package init(
        id: ID<Submission>, versions: [SubmissionVersion]
    ) {
        self.id = id
        self.versions = versions
    }
}

/// What differs between two versions.
package struct SubmissionDifference: Codable, Sendable, Hashable {
    /// The earlier version.
    package let from: Int
    /// The later version.
    package let to: Int
    /// By path.
    package let changes: [FieldChange]

    package init(
        from: Int, to: Int, changes: [FieldChange]
    ) {
        self.from = from
        self.to = to
        self.changes = changes
    }

    /// One member that differs; null where it is absent.
    package struct FieldChange: Codable, Sendable, Hashable {
        /// The member, as a path in the payload.
        package let path: String
        /// Null where it was absent.
        package let before: JSONValue?
        /// Null where it is absent.
        package let after: JSONValue?

        package init(
            path: String, before: JSONValue? = nil, after: JSONValue? = nil
        ) {
            self.path = path
            self.before = before
            self.after = after
        }
    }
}

/// A file that goes with a submission, and as what.
package struct ManifestEntry: Codable, Sendable, Hashable {
    /// One of the form's `parts`.
    package let part: String
    /// SHA-256 of a file the unit has stored, 64 hexadecimal digits.
    package let digest: String
    /// Who and what it shows, ≤ 100 characters; required for pictures.
    package let caption: String?

    package init(
        part: String, digest: String, caption: String? = nil
    ) {
        self.part = part
        self.digest = digest
        self.caption = caption
    }
}
