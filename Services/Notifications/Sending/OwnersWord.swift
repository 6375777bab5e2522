import Shared

/// What the owners say at the moment a message is about to leave (M2): obligations and submissions of reporting, events of
/// events. What is no more is not there.
///
/// Throws a retryable `Fault` when one of them cannot be asked.
struct OwnersWord: Sendable {
    private(set) var obligations: [ID<Obligation>: Obligation] = [:]
    private(set) var submissions: [ID<Submission>: SubmissionState] = [:]
    private(set) var events: [ID<Event>: EventNews] = [:]

    /// What a message is about, whole.
    enum Matter: Sendable {
        case obligation(Obligation)
        case event(EventNews)

        var subject: Subject {
            switch self {
            case .obligation(let obligation): .obligation(Duty(obligation))
            case .event(let news): .event(news)
            }
        }
    }

    /// How many questions are under way at once: an escalation may carry a hundred obligations.
    private static let questions = 16

    private enum Question: Hashable {
        case obligation(ID<Obligation>), submission(ID<Submission>), event(ID<Event>)
    }

    private enum Answer {
        case obligation(Obligation), submission(Submission), event(EventNews)
    }

    static func about(_ intents: [LoadedIntent], _ service: ServiceDependencies) async throws -> OwnersWord {
        var questions: Set<Question> = []
        for intent in intents {
            if let id = intent.obligation { questions.insert(.obligation(id)) }
            if let id = intent.event { questions.insert(.event(id)) }
            if let id = intent.back?.submission { questions.insert(.submission(id)) }
        }
        return try await withThrowingTaskGroup(of: Answer?.self) { group in
            var word = OwnersWord()
            for (position, question) in questions.enumerated() {
                if position >= Self.questions, let answer = try await group.next() ?? nil { word.take(answer) }
                group.addTask { try await ask(question, service) }
            }
            for try await case let answer? in group { word.take(answer) }
            return word
        }
    }

    /// nil: it is no more.
    func matter(of intent: LoadedIntent) -> Matter? {
        if let id = intent.event { return events[id].map { .event($0) } }
        return intent.obligation.flatMap { obligations[$0] }.map { .obligation($0) }
    }

    private mutating func take(_ answer: Answer) {
        switch answer {
        case .obligation(let obligation): obligations[obligation.id] = obligation
        case .submission(let submission): submissions[submission.id] = submission.state
        case .event(let news): events[news.event.id] = news
        }
    }

    /// nil when it is no more.
    private static func ask(_ question: Question, _ service: ServiceDependencies) async throws -> Answer? {
        do throws(Fault) {
            switch question {
            case .obligation(let id):
                let client = service.client(of: .reporting)
                return .obligation(try await client.call(ReportingAPI.GetObligation.self, .init(id: id)))
            case .submission(let id):
                let client = service.client(of: .reporting)
                return .submission(try await client.call(ReportingAPI.GetSubmission.self, .init(id: id)))
            case .event(let id):
                let client = service.client(of: .events)
                return .event(EventNews(try await client.call(EventsAPI.GetEvent.self, .init(id: id)), ceremony: nil))
            }
        } catch {
            if [.obligationUnknown, .submissionUnknown, .eventUnknown].contains(error.kind) { return nil }
            throw error
        }
    }
}
