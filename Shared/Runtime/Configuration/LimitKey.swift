import Contracts

/// A limit of the server as a key of the configuration.
struct LimitKey: Sendable {
    let key: ConfigurationKey<Int>
    let limit: any WritableKeyPath<RPCLimits, Int> & Sendable

    private init(
        _ name: String, _ limit: any WritableKeyPath<RPCLimits, Int> & Sendable, in range: ClosedRange<Int>,
        _ meaning: String
    ) {
        key = .integer("week.limit.\(name)", in: range, standard: RPCLimits()[keyPath: limit], meaning)
        self.limit = limit
    }

    /// Every limit of `RPCLimits` but the time for draining, which is `week.drain`. The lower ends leave a service that can
    /// still be talked to, the upper ones one that a single client cannot exhaust.
    static let all: [LimitKey] = [
        .init("request.bytes", \.requestBytes, in: 1024...128 << 20, "The longest message that is read."),
        .init(
            "response.bytes", \.responseBytes, in: 1024...256 << 20, "The longest answer, and the longest of a batch."),
        .init("depth", \.depth, in: 8...1024, "The deepest nesting of arrays and objects."),
        .init("id.bytes", \.idBytes, in: 16...4096, "The longest id of a request."),
        .init("method.bytes", \.methodBytes, in: 64...4096, "The longest name of a method."),
        .init("header.bytes", \.headerBytes, in: 64...65536, "The longest header of a `Content-Length` frame."),
        .init("errors", \.errorsInARow, in: 1...1000, "So many unreadable messages in a row end a connection."),
        .init("batch.members", \.batchMembers, in: 1...10_000, "The most members of a batch."),
        .init("batch.concurrency", \.batchConcurrency, in: 1...64, "So many members of one batch run at a time."),
        .init("calls", \.callsInFlight, in: 1...1024, "Calls in flight per connection."),
        .init("long.polls", \.longPolls, in: 1...1024, "Long polls in flight per connection."),
        .init("service.calls", \.callsInService, in: 1...65536, "Calls in flight in the whole service."),
        .init("connections", \.connections, in: 1...65536, "Connections at a time."),
        .init(
            "output.soft.bytes", \.outputSoftBytes, in: 1024...1 << 30,
            "Answers a client has not taken: above this, reading from it stops."),
        .init(
            "output.hard.bytes", \.outputHardBytes, in: 1024...1 << 30,
            "Answers a client has not taken: above this, the connection is cut."),
        .init("handshake.ms", \.handshakeMs, in: 100...600_000, "Time for the TLS handshake, in milliseconds."),
        .init("authentication.ms", \.authenticationMs, in: 100...600_000, "Time to authenticate, in milliseconds."),
        .init("incomplete.ms", \.incompleteMessageMs, in: 100...600_000, "Time for one message, in milliseconds."),
        .init("idle.ms", \.idleMs, in: 1000...86_400_000, "Time without a message or a running call, in milliseconds."),
        .init("timeout.ms", \.defaultTimeoutMs, in: 1...3_600_000, "`timeoutMs` of a call that has none."),
        .init("timeout.highest.ms", \.highestTimeoutMs, in: 1...3_600_000, "The highest `timeoutMs`."),
    ]

    /// The limits as configured. Throws `ConfigurationError` for a value out of its range, or two that contradict.
    static func limits(_ source: ConfigurationSource, drain: Duration) throws -> RPCLimits {
        var limits = RPCLimits()
        for each in all { limits[keyPath: each.limit] = try source.value(each.key) }
        limits.drainMs = Int(drain / .milliseconds(1))
        let ordered: [(KeyPath<RPCLimits, Int>, KeyPath<RPCLimits, Int>)] = [
            (\.outputSoftBytes, \.outputHardBytes), (\.responseBytes, \.outputHardBytes),
            (\.batchConcurrency, \.callsInFlight), (\.defaultTimeoutMs, \.highestTimeoutMs),
        ]
        for (lower, upper) in ordered where limits[keyPath: lower] > limits[keyPath: upper] {
            throw ConfigurationError(
                key: name(lower),
                problem: "\(limits[keyPath: lower]) is above \(name(upper)), \(limits[keyPath: upper])")
        }
        return limits
    }

    private static func name(_ limit: KeyPath<RPCLimits, Int>) -> String {
        all.first { ($0.limit as AnyKeyPath) == limit }?.key.environmentName ?? ConfigurationKeys.drain.environmentName
    }
}
