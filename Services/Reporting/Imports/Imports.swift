import Shared

/// Filled annexes → drafts: planned, then applied. What a file says is a draft, never a filing.
struct Imports: Sendable {
    let campaigns: Campaigns
    let submissions: Submissions

    /// Bytes of a file: as base 64 well below a message.
    private static let longest = 2 << 20

    func plan(_ params: ReportingAPI.PlanImport.Params, _ context: QueryContext) async throws -> ImportPlan {
        let submission = try await submissions.reader.get(params.id, context)
        let (filled, encoding) = try await read(params.data, params.format, submission, context.database)
        let payload = JSONValue.object(filled.payload)
        let form = try await submissions.forms.find(submission.campaign, submission.form, context.database)
        return ImportPlan(
            id: submission.id, encoding: encoding?.rawValue, payload: payload, errors: filled.errors,
            findings: try await submissions.forms.rules(form, for: submission, context.database).findings(payload),
            changes: PayloadDifference.changes(submission.draft ?? .object([:]), payload))
    }

    func apply(_ params: ReportingAPI.ApplyImport.Params, _ effect: Effect) async throws -> Submission {
        let (_, submission) = try await submissions.locked(params.id, expecting: params.expectRevision, .save, effect)
        let (filled, _) = try await read(params.data, params.format, submission, effect)
        guard filled.errors.isEmpty else {
            throw Fault(
                .importInvalid,
                violations: filled.errors.map { error in
                    let sheet = error.sheet.map { "\($0)!" } ?? ""
                    return Violation(
                        path: "\(sheet)\(error.column)\(error.row)", rule: "unreadable", detail: error.message)
                })
        }
        return try await submissions.save(
            .init(id: params.id, expectRevision: params.expectRevision, payload: .object(filled.payload)), effect)
    }

    private func read(
        _ data: String, _ format: ExportFormat, _ submission: Submission, _ database: some StatementExecutor
    ) async throws -> (FilledForm, TextEncoding?) {
        guard let bytes = Base64.decode(data), !bytes.isEmpty, bytes.count <= Self.longest else {
            throw unreadable("data must be base 64 of 1…\(Self.longest) bytes")
        }
        let form = try await submissions.forms.find(submission.campaign, submission.form, database)
        let text = FieldText(document: try await campaigns.find(submission.campaign, database).document)
        switch format {
        case .csv:
            guard let decoded = TextEncoding.decode(bytes) else {
                throw unreadable("the text is neither UTF-8 nor GB18030")
            }
            do throws(CSVSyntaxError) {
                let table = try CSVTable(parsing: decoded.text)
                let sheet = FilledSheet(name: nil, rows: [table.header] + table.records.map(\.cells))
                return (FilledForm(form: form.form, text: text, sheets: [sheet]), decoded.encoding)
            } catch {
                throw unreadable("line \(error.line), cell \(error.cell): \(error.problem)")
            }
        case .xlsx:
            do {
                return (FilledForm(form: form.form, text: text, sheets: try SpreadsheetReader.sheets(bytes)), nil)
            } catch let failure as ZipArchive.Failure {
                throw unreadable(failure.reason)
            } catch let failure as XMLEvents.Failure {
                throw unreadable(failure.reason)
            } catch let failure as SpreadsheetReader.Failure {
                throw unreadable(failure.reason)
            }
        }
    }

    private func unreadable(_ reason: String) -> Fault {
        Fault(.importUnreadable, violations: [Violation(path: "params.data", rule: "unreadable", detail: reason)])
    }
}
