package import Values

extension ReportingAPI {
    /// Accepts the newest version of a submission.
    package enum AcceptSubmission: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>
            /// The revision the caller saw; another one answers `REVISION_CONFLICT` with the one that stands.
            package let expectRevision: Int
            /// In the decider's words.
            package let text: String?
            /// Units below whose own filing is neither accepted, nil nor waived, and why it is accepted all the same (Q7).
            package let proceedWithout: [ProceedWithout]?

            package init(
                id: ID<Submission>, expectRevision: Int, text: String? = nil, proceedWithout: [ProceedWithout]? = nil
            ) {
                self.id = id
                self.expectRevision = expectRevision
                self.text = text
                self.proceedWithout = proceedWithout
            }
        }
        package typealias Result = Submission
        package static let contract = MethodContract(
            "reporting.reviews.accept",
            "Accepts the newest version of a submission: nobody their own (Q13), nor while units below are open (Q7).",
            kind: .mutation,
            access: .scoped(.review, [.entity(.submission, "id")]),
            faults: [
                .submissionUnknown, .submissionState, .ownSubmission, .childrenOpen, .reasonRequired, .revisionConflict,
            ])
        package static let examples = [
            Example(params: Params(id: Submission.example.id, expectRevision: 3), result: Submission.example)
        ]
    }

    /// Gives the newest version of a submission back.
    package enum ReturnSubmission: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>
            /// The revision the caller saw; another one answers `REVISION_CONFLICT` with the one that stands.
            package let expectRevision: Int
            /// Codes of what is wrong: `figures_wrong`, `attachment_missing` … At least one, or a text.
            package let reasons: [String]?
            /// What is wrong, for the one who filed. At least this, or one of `reasons`.
            package let text: String?
            /// Fields meant, as paths in the payload.
            package let fields: [String]?
            /// By when it is to come back; absent: the end of the third working day.
            package let dueBackAt: Instant?

            package init(
                id: ID<Submission>, expectRevision: Int, reasons: [String]? = nil, text: String? = nil,
                fields: [String]? = nil, dueBackAt: Instant? = nil
            ) {
                self.id = id
                self.expectRevision = expectRevision
                self.reasons = reasons
                self.text = text
                self.fields = fields
                self.dueBackAt = dueBackAt
            }
        }
        package typealias Result = Submission
        package static let contract = MethodContract(
            "reporting.reviews.return",
            "Gives the newest version of a submission back with reasons: it stops counting, the obligation is open again.",
            kind: .mutation,
            access: .scoped(.review, [.entity(.submission, "id")]),
            faults: [.submissionUnknown, .submissionState, .ownSubmission, .reasonRequired, .revisionConflict])
        package static let examples = [
            Example(
                params: Params(
                    id: Submission.example.id, expectRevision: 3, reasons: ["figures_wrong"], text: "场次与合计不符",
                    fields: ["sessionsTotal"]),
                result: Submission.example)
        ]
    }

    /// What waits at a level, and what was given back and is to return.
    package enum ListReviewQueue: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// The level: to whom the submissions are owed. Absent: the campaign's province.
            package let to: UnitKey?
            /// Only this track; absent: all.
            package let track: TrackCode?
            /// Only this form.
            package let form: FormKey?
            /// Absent: `waiting`.
            package let side: QueueSide?
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey? = nil, to: UnitKey? = nil, track: TrackCode? = nil, form: FormKey? = nil,
                side: QueueSide? = nil, after: String? = nil, limit: Int? = nil
            ) {
                self.campaign = campaign
                self.to = to
                self.track = track
                self.form = form
                self.side = side
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<ReviewItem>
        package static let contract = MethodContract(
            "reporting.reviews.queue",
            "What waits for a decision at a level, longest first; or what was given back, by when it is due back.",
            kind: .query,
            access: .scoped(.review, [.list]),
            faults: [.campaignUnpublished])
        package static let examples = [
            Example(
                params: Params(to: "issuer:AH-EDU", track: "vocational"),
                result: Page(items: [ReviewItem.example], next: nil))
        ]
    }

    /// Says that somebody reads it: it is neither changed nor withdrawn meanwhile.
    package enum BeginReview: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>
            /// The revision the caller saw; another one answers `REVISION_CONFLICT` with the one that stands.
            package let expectRevision: Int

            package init(
                id: ID<Submission>, expectRevision: Int
            ) {
                self.id = id
                self.expectRevision = expectRevision
            }
        }
        package typealias Result = Submission
        package static let contract = MethodContract(
            "reporting.reviews.begin", "Takes a submission under review: it stands still until it is decided about.",
            kind: .mutation,
            access: .scoped(.review, [.entity(.submission, "id")]),
            faults: [.submissionUnknown, .submissionState, .ownSubmission, .revisionConflict])
        package static let examples = [
            Example(params: Params(id: Submission.example.id, expectRevision: 3), result: Submission.example)
        ]
    }

    /// Closes what was accepted.
    package enum SealSubmission: RPCMethod {
        package typealias Params = BeginReview.Params
        package typealias Result = Submission
        package static let contract = MethodContract(
            "reporting.reviews.seal", "Closes an accepted submission: nothing changes it until it is unsealed.",
            kind: .mutation,
            access: .scoped(.review, [.entity(.submission, "id")]),
            faults: [.submissionUnknown, .submissionState, .ownSubmission, .revisionConflict])
        package static let examples = [
            Example(params: Params(id: Submission.example.id, expectRevision: 4), result: Submission.example)
        ]
    }

    /// Opens a sealed submission again.
    package enum UnsealSubmission: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>
            /// The revision the caller saw; another one answers `REVISION_CONFLICT` with the one that stands.
            package let expectRevision: Int
            /// Why it is opened again; kept with the seal.
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
            "reporting.reviews.unseal", "Opens a sealed submission again, with a reason: it is accepted, as before.",
            kind: .mutation,
            access: .scoped(.review, [.entity(.submission, "id")]),
            faults: [.submissionUnknown, .submissionState, .reasonRequired, .revisionConflict])
        package static let examples = [
            Example(
                params: Params(id: Submission.example.id, expectRevision: 5, reason: "学校来函更正"),
                result: Submission.example)
        ]
    }
}

/// A unit below that is left out, and why.
package struct ProceedWithout: Codable, Sendable, Hashable {
    /// The unit whose own filing is open.
    package let unit: UnitKey
    /// Why the parent is accepted all the same.
    package let reason: String

    package init(
        unit: UnitKey, reason: String
    ) {
        self.unit = unit
        self.reason = reason
    }
}

/// Which half of a queue.
package enum QueueSide: String, Codable, Sendable, Hashable, CaseIterable {
    /// Filed and not decided about, the one received first at the top.
    case waiting
    /// Given back and not filed again, the one due back first at the top.
    case returned
}

/// A submission in a reviewer's queue.
package struct ReviewItem: Codable, Sendable, Hashable {
    /// Without its draft; says what may be done.
    package let submission: Submission
    /// Who owes.
    package let unit: UnitBrief
    /// When the version in question was received.
    package let receivedAt: Instant
    /// By when it is to come back; null while it waits for a decision.
    package let dueBackAt: Instant?
    /// Whole seconds past `dueBackAt`; null while it is not late.
    package let lateBackBySeconds: Int?

    package init(
        submission: Submission, unit: UnitBrief, receivedAt: Instant, dueBackAt: Instant? = nil,
        lateBackBySeconds: Int? = nil
    ) {
        self.submission = submission
        self.unit = unit
        self.receivedAt = receivedAt
        self.dueBackAt = dueBackAt
        self.lateBackBySeconds = lateBackBySeconds
    }
}
