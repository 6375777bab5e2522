import Shared

/// Two small real services, one behind the other: the first works a little and asks the second what it was told.
enum RelayService {
    static let front = ServiceDefinition(.registry, migrations: []) { service, routes in
        routes.query(RelayAPI.Ask.self) { params, context in
            _ = try await context.database.query(pause, params.seconds)
            return try await service.client(of: .events).call(RelayAPI.Answer.self, Empty())
        }
        return []
    }

    static let back = ServiceDefinition(.events, migrations: []) { _, routes in
        routes.query(RelayAPI.Answer.self) { _, context in
            RelayAPI.Told(timeoutMs: context.meta.timeoutMs, traceparent: context.meta.traceparent)
        }
        return []
    }

    private static let pause = Statement("SELECT pg_sleep($1)", Double.self)
}

enum RelayAPI {
    /// What the caller's request said.
    struct Told: Codable, Sendable, Equatable {
        let timeoutMs: Int?
        let traceparent: String?
    }

    enum Ask: RPCMethod {
        struct Params: Codable, Sendable {
            let seconds: Double
        }
        typealias Result = Told
        static let contract = MethodContract("registry.relay.ask", "Works, then asks.", kind: .query)
        static let examples = [
            Example(params: Params(seconds: 1), result: Told(timeoutMs: 1, traceparent: nil))
        ]
    }

    enum Answer: RPCMethod {
        typealias Params = Empty
        typealias Result = Told
        static let contract = MethodContract(
            "events.relay.answer", "Says what it was told.", kind: .query, calledBy: [.registry])
        static let examples = [Example(params: Empty(), result: Told(timeoutMs: 1, traceparent: nil))]
    }
}
