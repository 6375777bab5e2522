import Shared

/// Filled annexes → drafts: planned, then applied. What a file says is a draft, never a filing.
struct Imports: Sendable {
    let campaigns: Campaigns
    let submissions: Submissions

    /// Bytes of a file: as base 64 well below a message.
    private static let longest = 2 << 20

    func plan(_ params: ReportingAPI.PlanImport.Params, _ context: QueryContext) async throws -> ImportPlan {
        let submission = try await submissions.reader.get(params.id, context)
        let (filled, encoding) = try await read(
            params.data, params.format, submission, now: context.now, context.database)
        let payload = JSONValue.object(filled.payload)
        let form = try await submissions.forms.find(submission.campaign, submission.form, context.database)
        return ImportPlan(
            id: submission.id, encoding: encoding?.rawValue, payload: payload, errors: filled.errors,
            findings: try await submissions.forms.rules(form, for: submission, context.database).findings(payload),
            changes: PayloadDifference.changes(submission.draft ?? .object([:]), payload))
    }

    func apply(_ params: ReportingAPI.ApplyImport.Params, _ effect: Effect) async throws -> Submission {
        let (_, submission) = try await submissions.locked(params.id, expecting: params.expectRevision, .save, effect)
        let (filled, _) = try await read(params.data, params.format, submission, now: effect.now, effect)
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
        _ data: String, _ format: ExportFormat, _ submission: Submission, now: Instant,
        _ database: some StatementExecutor
    ) async throws -> (FilledForm, TextEncoding?) {
        guard let bytes = Base64.decode(data), !bytes.isEmpty, bytes.count <= Self.longest else {
            throw unreadable("data must be base 64 of 1…\(Self.longest) bytes")
        }
        let form = try await submissions.forms.find(submission.campaign, submission.form, database).form
        let (sheets, encoding) = try sheets(bytes, format)
        let text = FieldText(
            document: try await campaigns.find(submission.campaign, database).document,
            names: try await .reading(sheets, form, of: submission.unit, now: now, database))
        return (FilledForm(form: form, text: text, sheets: sheets), encoding)
    }

    private func sheets(_ bytes: [UInt8], _ format: ExportFormat) throws -> ([FilledSheet], TextEncoding?) {
        switch format {
        case .csv:
            guard let decoded = TextEncoding.decode(bytes) else {
                throw unreadable("the text is neither UTF-8 nor GB18030")
            }
            do throws(CSVSyntaxError) {
                let table = try CSVTable(parsing: decoded.text)
                return (
                    [FilledSheet(name: nil, rows: [table.header] + table.records.map(\.cells))], decoded.encoding
                )
            } catch {
                throw unreadable("line \(error.line), cell \(error.cell): \(error.problem)")
            }
        case .xlsx:
            do {
                return (try SpreadsheetReader.sheets(bytes), nil)
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
