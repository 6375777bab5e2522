import Shared

/// Asks events what a form's figures are, and keeps the answers with the submission: so that a version says where its
/// figures are from, and where they differ.
struct Prefills: Sendable {
    let submissions: Submissions
    let events: EventFigures

    /// What events say, and to which questions.
    struct Asked: Sendable {
        let questions: FigureQuestions
        var statistics: [EventStatistics.Dimension: EventStatistics] = [:]
        var coverage: Coverage?
    }

    /// Ahead of the transaction: whoever else works on the submission does not wait until events has answered.
    func ask(_ params: ReportingAPI.PrefillSubmission.Params, _ context: QueryContext) async throws -> Asked {
        let submission = try await submissions.reader.get(params.id, context)
        try SubmissionLifecycle.require(.save, in: submission.state)
        let form = try await submissions.forms.find(submission.campaign, submission.form, context.database)
        var asked = Asked(questions: FigureQuestions(Set(form.form.sources.values)))
        for dimension in asked.questions.dimensions.sorted(by: { $0.rawValue < $1.rawValue }) {
            asked.statistics[dimension] = try await events.statistics(
                submission.campaign, submission.track, submission.unit, dimension)
        }
        if asked.questions.asksCoverage {
            asked.coverage = try await events.coverage(submission.campaign, submission.track, submission.unit)
        }
        return asked
    }

    /// Keeps what was answered, together with what is known here.
    func prefill(
        _ params: ReportingAPI.PrefillSubmission.Params, _ asked: Asked, _ effect: Effect
    ) async throws -> Prefill {
        guard let owed = try await effect.first(SubmissionStatements.obligation, params.id) else {
            throw Fault(.submissionUnknown)
        }
        let obligation = try await submissions.obligations.locked(owed, effect)
        guard let submission = try await submissions.reader.read(obligation, effect) else {
            throw Fault(.submissionUnknown)
        }
        try SubmissionLifecycle.require(.save, in: submission.state)
        let form = try await submissions.forms.find(submission.campaign, submission.form, effect)
        let sources = form.form.sources
        // A version of the form that was published meanwhile may want what events were not asked.
        guard FigureQuestions(Set(sources.values)) == asked.questions else {
            throw Fault(.revisionConflict, currentRevision: submission.revision)
        }
        let answers = try await answers(Set(sources.values), asked, submission, effect)
        let unit = try await effect.first(UnitStatements.brief, submission.unit, effect.now, .max)
        let named = form.form.fields.filter { $0.prefill != nil }
        let suggestions = named.compactMap { field -> FigureOrigin? in
            guard let source = sources[field.key], let text = field.prefill, let value = answers.value(source) else {
                return nil
            }
            return FigureOrigin(
                field: field.key, source: text, method: source.method, value: value, at: effect.now,
                events: unit?.isHost ?? false
                    ? source.events(submission.campaign, submission.track, of: submission.unit) : nil)
        }
        try await effect.execute(
            PrefillStatements.keep, submission.id, try RawJSON(encoding: suggestions), effect.now)
        let known = Set(suggestions.map(\.field))
        return Prefill(
            id: submission.id, suggestions: suggestions,
            unavailable: named.map(\.key).filter { !known.contains($0) })
    }

    private func answers(
        _ sources: Set<FigureSource>, _ asked: Asked, _ submission: Submission, _ effect: Effect
    ) async throws -> FigureAnswers {
        var answers = FigureAnswers(statistics: asked.statistics, coverage: asked.coverage)
        for case .materials(let item) in sources {
            let owed = try await submissions.obligations.owedBy(
                submission.unit,
                ObligationReader.Scope(
                    campaign: submission.campaign, track: submission.track, item: item,
                    times: ObligationReader.Times(at: nil, knownAt: nil, now: effect.now)), effect)
            if !owed.isEmpty { answers.materials[item] = owed.reduce(0) { $0 + $1.standing.have } }
        }
        let weeks = try await effect.query(WeekStatements.list, submission.campaign, [submission.unit])
        answers.week = weeks.last { $0.week.track == submission.track }?.week.anchor
        return answers
    }
}

extension FormDefinition {
    /// Of the fields whose source is known here, by their keys.
    fileprivate var sources: [String: FigureSource] {
        Dictionary(
            fields.compactMap { field in field.prefill.flatMap { FigureSource($0) }.map { (field.key, $0) } }
        ) { first, _ in first }
    }
}

/// Events' answers. A unit that events does not know has none; when events cannot be asked, nothing is suggested now.
struct EventFigures: Sendable {
    let statistics:
        @Sendable (CampaignKey, TrackCode, UnitKey, EventStatistics.Dimension) async throws -> EventStatistics?
    let coverage: @Sendable (CampaignKey, TrackCode, UnitKey) async throws -> Coverage?

    init(_ service: ServiceDependencies) {
        statistics = { campaign, track, unit, dimension in
            try await Self.answer {
                try await service.client(of: .events).call(
                    EventsAPI.GetStatistics.self, .init(campaign: campaign, track: track, node: unit, by: dimension))
            }
        }
        coverage = { campaign, track, unit in
            try await Self.answer {
                try await service.client(of: .events).call(
                    EventsAPI.GetCoverage.self, .init(campaign: campaign, track: track, node: unit))
            }
        }
    }

    private static func answer<Value>(_ ask: () async throws -> Value) async throws -> Value? {
        do {
            return try await ask()
        } catch let fault as Fault
            where fault.kind == .unitUnknownToEvents || fault.kind == .campaignUnknownToEvents
        {
            return nil
        }
    }
}

extension UnitBrief {
    /// A school or college: its events are its own, and nobody reports to it.
    fileprivate var isHost: Bool {
        [.higherEducation, .secondaryLocal, .secondaryProvincial].contains(kind)
    }
}
