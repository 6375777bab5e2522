import Shared

/// What came of the events: saved by their hosts after the begin, verified by somebody else, then counted.
struct Reports: Sendable {
    let campaigns: Campaigns

    func save(_ params: EventsAPI.SaveReport.Params, _ effect: Effect) async throws -> EventReport {
        // The event's lock guards its one report: of two first saves at once, one finds the other's.
        guard let event = try await effect.first(EventStatements.lock, params.event)?.event() else {
            throw Fault(.eventUnknown)
        }
        guard event.state.counts else {
            throw Fault(.eventStateWrong, "An event that is \(event.state.rawValue) is not reported on")
        }
        // E5
        guard let begin = event.content.sessions.map(\.start).min(), begin <= effect.now else {
            throw Fault(.reportTooEarly)
        }
        let campaign = try await campaigns.document(event.campaign, effect)
        let violations = ReportRules.violations(params.content, in: campaign)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        var report: StoredReport
        if let found = try await effect.first(ReportStatements.lock, params.event) {
            report = try found.report()
            try Revision.expect(params.expectRevision ?? 0, found: report.revision)
            try require(.save, report)
            report.content = params.content
            report.revision += 1
        } else {
            try Revision.expect(params.expectRevision ?? 0, found: 0)
            report = StoredReport(
                id: .make(at: effect.now), event: event.id, campaign: event.campaign, content: params.content,
                state: .draft, revision: 1, findings: [], savedAt: effect.now)
        }
        report.savedAt = effect.now
        try await Hands.report.put(event.id, effect)
        return try await store(report, effect)
    }

    func submit(_ params: EventsAPI.ReportStep, _ effect: Effect) async throws -> EventReport {
        try await step(.submit, params, effect) { report in
            let base = try await effect.one(
                ReportStatements.plausibility, report.event, Int64(ReportRules.fewestComparable))
            report.findings = ReportRules.findings(
                report.content, planned: base.planned, capacity: base.capacity, usual: base.usual)
            guard report.findings.isEmpty || report.content.justification != nil else {
                throw Fault(.reportImplausible, violations: report.findings)
            }
            report.state = report.findings.isEmpty ? .submitted : .held
            report.submittedAt = effect.now
            report.submittedBy = effect.principal.name
            report.verifiedBy = nil
            report.reason = nil
        }
    }

    func verify(_ params: EventsAPI.ReportStep, _ effect: Effect) async throws -> EventReport {
        try await step(.verify, params, effect) { report in
            report.state = .verified
            report.verifiedBy = effect.principal.name
        }
    }

    func giveBack(_ params: EventsAPI.ReportStep, _ effect: Effect) async throws -> EventReport {
        guard let reason = params.reason, (1...500).contains(reason.count) else {
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.reason", rule: "required", detail: "1…500 characters: say why")])
        }
        return try await step(.return, params, effect) { report in
            report.state = .returned
            report.verifiedBy = effect.principal.name
            report.reason = reason
        }
    }

    func get(_ params: EventsAPI.GetReport.Params, _ context: QueryContext) async throws -> EventReport {
        guard let row = try await context.database.first(ReportStatements.find, params.event) else {
            throw Fault(.reportUnknown)
        }
        return try row.report().seen(by: context.principal)
    }

    private func step(
        _ verb: ReportVerb, _ params: EventsAPI.ReportStep, _ effect: Effect,
        _ change: (inout StoredReport) async throws -> Void
    ) async throws -> EventReport {
        guard var report = try await effect.first(ReportStatements.lock, params.event)?.report() else {
            throw Fault(.reportUnknown)
        }
        try Revision.expect(params.expectRevision, found: report.revision)
        try require(verb, report)
        if verb.isReview { try await Hands.report.requireNone(report.event, effect) }
        if verb == .submit { try await Hands.report.put(report.event, effect) }
        try await change(&report)
        report.revision += 1
        return try await store(report, effect)
    }

    private func require(_ verb: ReportVerb, _ report: StoredReport) throws(Fault) {
        guard verb.allowed(in: report.state) else {
            throw Fault(
                .reportStateWrong,
                "A report that is \(report.state.rawValue) cannot be used with `\(verb.rawValue)`: see its `may`")
        }
    }

    private func store(_ report: StoredReport, _ effect: Effect) async throws -> EventReport {
        try await effect.execute(
            ReportStatements.put, report.event, report.id, try RawJSON(encoding: report.content), report.state,
            report.revision, try RawJSON(encoding: report.findings), report.savedAt, report.submittedAt,
            report.submittedBy, report.verifiedBy, report.reason)
        let counts = report.content.counts
        try await effect.execute(ReportStatements.clearCounts, report.event)
        try await effect.execute(
            ReportStatements.insertCounts, report.event, counts.map(\.measure), counts.map(\.group),
            counts.map { $0.online ?? false }, counts.map(\.count))
        let seen = report.seen(by: effect.principal)
        try await effect.record(
            report.revision == 1 ? .created : .updated, "eventReport", id: report.id.description, data: seen)
        return seen
    }
}
