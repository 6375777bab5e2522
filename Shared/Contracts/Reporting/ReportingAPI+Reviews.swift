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

            package init(
                id: ID<Submission>, expectRevision: Int, text: String? = nil
            ) {
                self.id = id
                self.expectRevision = expectRevision
                self.text = text
            }
        }
        package typealias Result = Submission
        package static let contract = MethodContract(
            "reporting.reviews.accept", "Accepts the newest version of a submission; nobody accepts their own (Q13).",
            kind: .mutation, access: .roles([.provinceAdmin, .cityAdmin, .countyAdmin, .reviewer, .service]),
            faults: [.submissionUnknown, .submissionState, .ownSubmission, .revisionConflict])
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
            /// By when it is to come back.
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
            kind: .mutation, access: .roles([.provinceAdmin, .cityAdmin, .countyAdmin, .reviewer, .service]),
            faults: [.submissionUnknown, .submissionState, .ownSubmission, .reasonRequired, .revisionConflict])
        package static let examples = [
            Example(
                params: Params(
                    id: Submission.example.id, expectRevision: 3, reasons: ["figures_wrong"], text: "场次与合计不符",
                    fields: ["sessionsTotal"]),
                result: Submission.example)
        ]
    }
}
