package import Values

extension RegistryAPI {
    /// A short-lived token in place of the key.
    package enum IssueToken: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// How long it is accepted: 30…900, default 300.
            package let lifetimeSeconds: Int?

            package init(lifetimeSeconds: Int? = nil) {
                self.lifetimeSeconds = lifetimeSeconds
            }
        }

        package struct Result: Codable, Sendable, Hashable {
            /// A JWT (RFC 7519) signed by Ed25519 (RFC 8037); for `rpc.auth {token}` on any service.
            package let token: String
            /// The first instant at which it is no longer accepted.
            package let expiresAt: Instant

            package init(token: String, expiresAt: Instant) {
                self.token = token
                self.expiresAt = expiresAt
            }
        }

        package static let contract = MethodContract(
            "registry.tokens.issue",
            "A token of the caller's key, verified by every service without asking anybody; it ends with the key.",
            kind: .query, faults: [.tokenNeedsKey, .tokensOff])
        package static let examples = [
            Example(
                params: Params(lifetimeSeconds: 300),
                result: Result(token: "<header>.<claims>.<signature>", expiresAt: .exampleLoad))
        ]
    }
}
