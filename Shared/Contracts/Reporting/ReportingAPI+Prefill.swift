package import Values

extension ReportingAPI {
    /// Asks events what a form's figures are.
    package enum PrefillSubmission: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission.
            package let id: ID<Submission>

            package init(
                id: ID<Submission>
            ) {
                self.id = id
            }
        }
        package typealias Result = Prefill
        package static let contract = MethodContract(
            "reporting.submissions.prefill",
            "What events and materials say about the form's figures, each with its origin; kept with the submission.",
            kind: .mutation,
            access: .scoped(.file, [.entity(.submission, "id")]),
            faults: [.submissionUnknown, .submissionState, .revisionConflict])
        package static let examples = [
            Example(params: Params(id: Submission.example.id), result: Prefill.example)
        ]
    }
}

/// Suggestions for a form's figures. The draft is not touched: what is taken over is the caller's choice.
package struct Prefill: Codable, Sendable, Hashable {
    /// The submission.
    package let id: ID<Submission>
    /// In the form's order.
    package let suggestions: [FigureOrigin]
    /// Fields whose source says nothing now, by key.
    package let unavailable: [String]

    package init(
        id: ID<Submission>, suggestions: [FigureOrigin], unavailable: [String]
    ) {
        self.id = id
        self.suggestions = suggestions
        self.unavailable = unavailable
    }
}

/// Why a figure is right although it differs from what was suggested or is far above those of comparable units.
package struct FigureJustification: Codable, Sendable, Hashable {
    /// The field's key.
    package let field: String
    /// 1…500 characters, for the reviewer.
    package let text: String

    package init(
        field: String, text: String
    ) {
        self.field = field
        self.text = text
    }
}
