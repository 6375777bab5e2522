package import Values

extension ReportingAPI {
    /// Reads a filled form and says what would come of it.
    package enum PlanImport: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission it is for.
            package let id: ID<Submission>
            /// What kind of file.
            package let format: ExportFormat
            /// Base 64 with padding; at most 2 MiB of file.
            package let data: String

            package init(
                id: ID<Submission>, format: ExportFormat, data: String
            ) {
                self.id = id
                self.format = format
                self.data = data
            }
        }
        package typealias Result = ImportPlan
        package static let contract = MethodContract(
            "reporting.import.plan",
            "Reads an annex that was exported empty and filled in: the payload, and what is wrong by row and column.",
            kind: .query, access: .scoped(.file, [.entity(.submission, "id")]),
            faults: [.submissionUnknown, .importUnreadable])
        package static let examples = [
            Example(
                params: Params(id: Submission.example.id, format: .csv, data: "57G75Yir"), result: ImportPlan.example)
        ]
    }

    /// Saves a filled form as the draft.
    package enum ApplyImport: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The submission it is for.
            package let id: ID<Submission>
            /// The revision the caller saw; another one answers `REVISION_CONFLICT` with the one that stands.
            package let expectRevision: Int
            /// What kind of file.
            package let format: ExportFormat
            /// Base 64 with padding; at most 2 MiB of file.
            package let data: String

            package init(
                id: ID<Submission>, expectRevision: Int, format: ExportFormat, data: String
            ) {
                self.id = id
                self.expectRevision = expectRevision
                self.format = format
                self.data = data
            }
        }
        package typealias Result = Submission
        package static let contract = MethodContract(
            "reporting.import.apply",
            "Saves what a filled annex says as the draft; with one cell that cannot be read, nothing is saved.",
            kind: .mutation, access: .scoped(.file, [.entity(.submission, "id")]),
            faults: [
                .submissionUnknown, .submissionState, .importUnreadable, .importInvalid, .obligationClosed,
                .nilAttested,
                .revisionConflict,
            ])
        package static let examples = [
            Example(
                params: Params(id: Submission.example.id, expectRevision: 1, format: .csv, data: "57G75Yir"),
                result: Submission.example)
        ]
    }
}

/// What a filled form says.
package struct ImportPlan: Codable, Sendable, Hashable {
    /// The submission it is for.
    package let id: ID<Submission>
    /// How a CSV file was written: `UTF-8`, `UTF-16` or `GB18030`; null for XLSX.
    package let encoding: String?
    /// The payload as it was read.
    package let payload: JSONValue
    /// Cells that cannot be read, by sheet, row and column.
    package let errors: [CellError]
    /// What the form's rules say about the payload.
    package let findings: [Finding]
    /// What would be other in the draft.
    package let changes: [SubmissionDifference.FieldChange]

    package init(
        id: ID<Submission>, encoding: String? = nil, payload: JSONValue, errors: [CellError], findings: [Finding],
        changes: [SubmissionDifference.FieldChange]
    ) {
        self.id = id
        self.encoding = encoding
        self.payload = payload
        self.errors = errors
        self.findings = findings
        self.changes = changes
    }

    /// A cell that cannot be read.
    package struct CellError: Codable, Sendable, Hashable {
        /// The sheet's name; null for CSV.
        package let sheet: String?
        /// From 1, as spreadsheets count.
        package let row: Int
        /// As spreadsheets name it: `D`.
        package let column: String
        /// The field it is for, as a path in the payload; null when it is for none.
        package let field: String?
        /// What officials read, Chinese.
        package let message: String

        package init(
            sheet: String? = nil, row: Int, column: String, field: String? = nil, message: String
        ) {
            self.sheet = sheet
            self.row = row
            self.column = column
            self.field = field
            self.message = message
        }
    }
}
