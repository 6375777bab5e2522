package import Values

/// The protocol's own methods, the same on every service: `rpc.*`.
package enum ProtocolAPI {
    /// All of them, in the order of the reference.
    package static let methods: [any RPCMethod.Type] = [
        Hello.self, Auth.self, Health.self, Ping.self, Cancel.self, Discover.self, Stats.self,
    ]

    /// Who is there: the first thing a curious client asks.
    package enum Hello: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The client's name, for the server's log.
            package let client: String?
            /// The client's version.
            package let version: String?

            package init(client: String? = nil, version: String? = nil) {
                self.client = client
                self.version = version
            }
        }

        package struct Result: Codable, Sendable {
            /// The service's name.
            package let server: String
            /// The service's version.
            package let version: String
            /// What the connection is held to.
            package let limits: RPCLimits
            /// What this server can beyond JSON-RPC 2.0.
            package let features: [String]

            package init(server: String, version: String, limits: RPCLimits, features: [String]) {
                self.server = server
                self.version = version
                self.limits = limits
                self.features = features
            }
        }

        package static let contract = MethodContract(
            "rpc.hello", "Names the server, its version, its limits and what it can.", kind: .query, access: .open)
        package static let examples = [
            Example(
                params: Params(client: "example", version: "1.0"),
                result: Result(
                    server: "registry", version: "1.0.0", limits: RPCLimits(), features: features))
        ]
        package static let features = ["batch", "cancel", "halfClose", "idempotencyKey", "longPoll", "traceparent"]
    }

    /// Proves who the caller is, once per connection.
    package enum Auth: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The key that was shown when it was made. Exactly one of `key` and `token`.
            package let key: String?
            /// A token of `registry.tokens.issue`.
            package let token: String?

            package init(key: String? = nil, token: String? = nil) {
                self.key = key
                self.token = token
            }
        }

        package struct Result: Codable, Sendable {
            /// Whom the key belongs to.
            package let principal: String
            /// What the principal is allowed to be.
            package let roles: [Role]

            package init(principal: String, roles: [Role]) {
                self.principal = principal
                self.roles = roles
            }
        }

        package static let contract = MethodContract(
            "rpc.auth", "Authenticates the connection by a key or a token; calls sent behind it wait for the outcome.",
            kind: .query, access: .open)
        package static let examples = [
            Example(
                params: Params(key: "wk_example"),
                result: Result(principal: "administrator", roles: [.provinceAdmin]))
        ]
    }

    /// Whether the service can serve.
    package enum Health: RPCMethod {
        package typealias Params = Empty
        package typealias Result = HealthReport

        package static let contract = MethodContract(
            "rpc.health", "Says whether the service can serve, and if not, why.", kind: .query, access: .open)
        package static let examples = [
            Example(
                params: Empty(),
                result: HealthReport(status: .serving, checks: [HealthReport.Check(name: "database", ok: true)]))
        ]
    }

    /// An answer, to see that the connection lives.
    package enum Ping: RPCMethod {
        package typealias Params = Empty

        package struct Result: Codable, Sendable {
            /// The service's clock.
            package let at: Instant

            package init(at: Instant) {
                self.at = at
            }
        }

        package static let contract = MethodContract(
            "rpc.ping", "Answers with the service's clock.", kind: .query, access: .open)
        package static let examples = [
            Example(params: Empty(), result: Result(at: Instant(microseconds: 1_779_238_800_000_000)))
        ]
    }

    /// Stops a call of the same connection.
    package enum Cancel: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The id of the call, written exactly as in the call.
            package let id: JSONValue

            package init(id: JSONValue) {
                self.id = id
            }
        }

        package struct Result: Codable, Sendable {
            /// Whether a call with this id was in flight. It is answered itself, with -32097 unless it was already done.
            package let cancelled: Bool

            package init(cancelled: Bool) {
                self.cancelled = cancelled
            }
        }

        package static let contract = MethodContract(
            "rpc.cancel", "Cancels a call in flight on this connection; `$/cancelRequest` does the same.",
            kind: .query, access: .open)
        package static let examples = [Example(params: Params(id: 7), result: Result(cancelled: true))]
    }

    /// The service's OpenRPC document.
    package enum Discover: RPCMethod {
        package typealias Params = Empty
        package typealias Result = JSONValue

        package static let contract = MethodContract(
            "rpc.discover", "Describes every method, by the OpenRPC specification 1.4.1.", kind: .query, access: .open)
        package static let examples = [
            Example(
                params: Empty(),
                result: ["openrpc": "1.4.1", "info": ["title": "registry", "version": "1.0.0"], "methods": []]
                    as JSONValue)
        ]
    }

    /// What the server has done since it started.
    package enum Stats: RPCMethod {
        package typealias Params = Empty
        package typealias Result = ServerStats

        package static let contract = MethodContract(
            "rpc.stats",
            "Counts connections, calls, faults and what the database's connections did since the service started.",
            kind: .query)
        package static let examples = [
            Example(
                params: Empty(),
                result: ServerStats(
                    connections: 3, connectionsRefused: 0, callsInFlight: 2, callsWaiting: 0, calls: 1042,
                    faults: 7, notificationsDropped: 0,
                    database: DatabaseStats(
                        readers: .init(connections: 2, outstanding: 1, statements: 5120, syncs: 1893),
                        writers: .init(connections: 1, outstanding: 0, statements: 310, syncs: 41), leasesOpen: 3,
                        leasesTaken: 1, leasesWaiting: 0, leasesRefused: 0)))
        ]
    }
}
