import Shared

extension Submissions {
    func get(_ params: ReportingAPI.GetSubmission.Params, _ context: QueryContext) async throws -> Submission {
        try await reader.get(params.id, context)
    }

    func list(
        _ params: ReportingAPI.ListSubmissions.Params, _ context: QueryContext
    ) async throws -> Page<Submission> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let campaign = try await campaigns.find(params.campaign, context.database)
        let scope = context.scope()
        let rows = try await context.database.query(
            SubmissionStatements.list, campaign.key, params.unit, params.track, params.form, params.state,
            page.after.flatMap { ID<Submission>($0) }, params.to, context.now, page.fetch, scope.units,
            scope.lines)
        let shown = page.page(rows, by: { [$0.id.description] }) { $0.id }
        let wanted = Set(shown.items)
        let items = try await reader.list(rows.filter { wanted.contains($0.id) }, context)
        return Page(items: items, next: shown.next)
    }

    func validate(
        _ params: ReportingAPI.ValidateSubmission.Params, _ context: QueryContext
    ) async throws -> Validation {
        let submission = try await reader.get(params.id, context)
        let form = try await forms.find(submission.campaign, submission.form, context.database)
        let payload = params.payload ?? submission.draft ?? .object([:])
        var findings = try await forms.rules(form, for: submission, context.database).findings(payload)
        findings += try await plausibility(
            form, of: submission.id, unit: submission.unit, track: submission.track, justifications: [],
            now: context.now, context.database
        ).findings(payload)
        findings += try await attachments.findings(
            submission.attachments, of: submission.unit, parts: form.form.parts ?? [], context.database)
        return Validation(
            passes: !findings.contains { $0.severity == .error }, formVersion: form.version, findings: findings)
    }

    func versions(
        _ params: ReportingAPI.ListSubmissionVersions.Params, _ context: QueryContext
    ) async throws -> SubmissionVersions {
        // The submission says how each version stands to an extension; the rows have the payloads.
        let submission = try await reader.get(params.id, context)
        let payloads = try await reader.versions(params.id, context.database)
        let byNumber = Dictionary(payloads.map { ($0.version.n, $0.payload) }) { first, _ in first }
        return SubmissionVersions(
            id: params.id, versions: submission.versions.map { $0.with(payload: byNumber[$0.n]) })
    }

    func diff(
        _ params: ReportingAPI.DiffSubmission.Params, _ context: QueryContext
    ) async throws -> SubmissionDifference {
        let versions = try await reader.versions(params.id, context.database)
        guard !versions.isEmpty else { throw Fault(.submissionUnknown) }
        guard let from = versions.first(where: { $0.version.n == params.from }),
            let to = versions.first(where: { $0.version.n == params.to })
        else { throw Fault(.versionUnknown) }
        return SubmissionDifference(
            from: params.from, to: params.to, changes: PayloadDifference.changes(from.payload, to.payload))
    }
}

/// What differs between two payloads, by path. Pure.
enum PayloadDifference {
    static func changes(
        _ before: JSONValue?, _ after: JSONValue?, at path: String = ""
    ) -> [SubmissionDifference.FieldChange] {
        guard before != after else { return [] }
        if case .object(let old)? = before, case .object(let new)? = after {
            return Set(old.keys).union(new.keys).sorted().flatMap {
                changes(old[$0], new[$0], at: path.isEmpty ? $0 : "\(path).\($0)")
            }
        }
        if case .array(let old)? = before, case .array(let new)? = after {
            return (0..<max(old.count, new.count)).flatMap { index in
                changes(
                    index < old.count ? old[index] : nil, index < new.count ? new[index] : nil, at: "\(path)[\(index)]")
            }
        }
        return [SubmissionDifference.FieldChange(path: path, before: before, after: after)]
    }
}

extension SubmissionVersion {
    fileprivate func with(payload: JSONValue?) -> SubmissionVersion {
        SubmissionVersion(
            n: n, formVersion: formVersion, digest: digest, attachments: attachments, receivedAt: receivedAt,
            claimedAt: claimedAt,
            timeliness: timeliness, by: by, onBehalfOf: onBehalfOf, warnings: warnings, justifications: justifications,
            origins: origins, review: review,
            payload: payload)
    }
}
