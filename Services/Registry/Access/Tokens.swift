import Shared

/// Tokens in place of keys, for a short time.
struct Tokens: Sendable {
    /// nil where the registry has no key for it.
    let signer: TokenSigner?

    private static let lifetimes = 30...900
    private static let standardLifetime = 300

    func issue(
        _ params: RegistryAPI.IssueToken.Params, _ context: QueryContext
    ) async throws -> RegistryAPI.IssueToken.Result {
        guard let signer else { throw Fault(.tokensOff) }
        // Out of a token no other is made: with the key's end the last one ends.
        guard case .key(let prefix) = context.principal.credential else { throw Fault(.tokenNeedsKey) }
        let lifetime = params.lifetimeSeconds ?? Self.standardLifetime
        guard Self.lifetimes.contains(lifetime) else {
            let detail = "must be \(Self.lifetimes.lowerBound)…\(Self.lifetimes.upperBound)"
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.lifetimeSeconds", rule: "out_of_range", detail: detail)])
        }
        let now = context.now.microseconds / 1_000_000
        let token = Token(
            principal: context.principal.name, keyPrefix: prefix, issuedAt: now, expiresAt: now + Int64(lifetime))
        return RegistryAPI.IssueToken.Result(
            token: try token.text(signedBy: signer), expiresAt: Instant(microseconds: token.expiresAt * 1_000_000))
    }

    /// Tells all services by what to verify tokens. A key that is no longer the registry's is retired: its tokens have
    /// ended with the rotation.
    func publish(_ service: ServiceDependencies) async throws {
        guard let signer else { return }
        try await service.transact { effect in
            for former in try await effect.query(KeyStatements.retireTokenKeys, signer.kid, effect.now) {
                try await effect.record(
                    .ended, "tokenKey", id: former.kid,
                    data: TokenKey(kid: former.kid, pem: former.pem, retiredAt: effect.now))
            }
            guard try await effect.execute(KeyStatements.putTokenKey, signer.kid, signer.publicKey, effect.now) == 1
            else { return }
            try await effect.record(
                .created, "tokenKey", id: signer.kid,
                data: TokenKey(kid: signer.kid, pem: signer.publicKey, retiredAt: nil))
        }
    }
}

/// What only the registry is configured by.
enum TokenConfiguration {
    static let keyFile = ConfigurationKey<String>.text(
        "week.token.key.file", "a path", standard: "",
        "The Ed25519 key (PKCS#8, PEM) that signs tokens; without it registry.tokens.issue is refused.")

    static func signer(_ source: ConfigurationSource) throws -> TokenSigner? {
        guard let path = try source.optional(keyFile) else { return nil }
        do {
            return try TokenSigner(pem: ServiceConfiguration.secret(in: path, for: keyFile))
        } catch let error as OpenSSLError {
            throw ConfigurationError(key: keyFile.environmentName, problem: "\(path): \(error)")
        }
    }
}
