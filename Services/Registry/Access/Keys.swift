import Shared

/// Keys of principals. A secret is in the first answer and nowhere else: not in the database, not in the stored answer,
/// not in a change row.
struct Keys: Sendable {
    private static let standardOverlap = 86_400
    private static let longestOverlap = 2_592_000

    func create(_ params: RegistryAPI.CreateKey.Params, _ effect: Effect) async throws -> IssuedKey {
        try Self.check(params.expiresAt, effect)
        let principal = try await Principals.standing(params.principal, effect)
        return try await Self.issue(to: principal.name, expiresAt: params.expiresAt, effect)
    }

    func rotate(_ params: RegistryAPI.RotateKey.Params, _ effect: Effect) async throws -> IssuedKey {
        let overlap = params.overlapSeconds ?? Self.standardOverlap
        guard (0...Self.longestOverlap).contains(overlap) else {
            let detail = "0…\(Self.longestOverlap)"
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.overlapSeconds", rule: "out_of_range", detail: detail)])
        }
        try Self.check(params.expiresAt, effect)
        let former = try await Self.standing(params.id, effect)
        guard former.key.revokedAt == nil, former.key.expiresAt.map({ effect.now < $0 }) ?? true else {
            throw Fault(.keyEnded)
        }
        _ = try await Principals.standing(former.key.principal, effect)
        let end = min(effect.now.adding(.seconds(overlap)), former.key.expiresAt ?? .max)
        try await effect.execute(KeyStatements.expire, former.key.id, end)
        try await Self.record(.updated, former.key.with(expiresAt: end), former.salt, former.digest, effect)
        return try await Self.issue(to: former.key.principal, expiresAt: params.expiresAt, effect)
    }

    func revoke(_ params: RegistryAPI.RevokeKey.Params, _ effect: Effect) async throws -> AccessKey {
        let standing = try await Self.standing(params.id, effect)
        guard standing.key.revokedAt == nil else { return standing.key }
        try await effect.execute(KeyStatements.revoke, params.id, effect.now, params.reason)
        let revoked = standing.key.with(revokedAt: effect.now)
        try await Self.record(.ended, revoked, standing.salt, standing.digest, effect)
        return revoked
    }

    func list(_ params: RegistryAPI.ListKeys.Params, _ context: QueryContext) async throws -> Page<AccessKey> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let keys = try await context.database.query(
            KeyStatements.list, page.after.flatMap(ID<AccessKey>.init), params.principal, params.withEnded ?? false,
            context.now, context.scope(of: .administer).units, page.fetch)
        return page.page(keys) { [$0.id.description] }
    }

    func noteUse(_ params: RegistryAPI.NoteKeyUse.Params, _ effect: Effect) async throws -> Empty {
        guard params.prefixes.count == params.usedAt.count, params.prefixes.count <= PageLimit.most else {
            let detail = "one instant for each prefix, at most \(PageLimit.most)"
            throw Fault(
                .invalidParams, violations: [Violation(path: "params.usedAt", rule: "length", detail: detail)])
        }
        try await effect.execute(KeyStatements.noteUse, params.prefixes, params.usedAt)
        return Empty()
    }

    static func issue(to principal: String, expiresAt: Instant?, _ effect: Effect) async throws -> IssuedKey {
        let secret = APIKey.generate()
        let kept = KeyDigest(of: secret)
        let key = AccessKey(
            id: .make(at: effect.now), principal: principal, prefix: secret.prefix, createdAt: effect.now,
            expiresAt: expiresAt)
        try await effect.execute(
            KeyStatements.insert, key.id, principal, key.prefix, Bytes(kept.salt), Bytes(kept.digest.bytes),
            effect.now, expiresAt)
        try await record(.created, key, kept.salt, kept.digest.bytes, effect)
        // A dry run makes no key, so it shows none.
        return IssuedKey(key: key, secret: effect.isDryRun ? nil : secret.text)
    }

    static func check(_ expiresAt: Instant?, _ effect: Effect) throws(Fault) {
        if let expiresAt, expiresAt <= effect.now { throw Fault(.periodInvalid) }
    }

    private static func standing(_ id: ID<AccessKey>, _ effect: Effect) async throws -> StoredKey {
        guard let key = try await effect.first(KeyStatements.lock, id) else { throw Fault(.keyUnknown) }
        return key
    }

    private static func record(
        _ verb: ChangeVerb, _ key: AccessKey, _ salt: [UInt8], _ digest: [UInt8], _ effect: Effect
    ) async throws {
        let recognised = RecognisedKey(
            id: key.id, principal: key.principal, prefix: key.prefix, salt: Hex.encode(salt),
            digest: Hex.encode(digest), expiresAt: key.expiresAt, revokedAt: key.revokedAt)
        try await effect.record(verb, "key", id: key.id.description, data: recognised)
    }
}

extension AccessKey {
    fileprivate func with(expiresAt end: Instant) -> AccessKey {
        AccessKey(
            id: id, principal: principal, prefix: prefix, createdAt: createdAt, expiresAt: end, revokedAt: revokedAt,
            lastUsedAt: lastUsedAt)
    }

    fileprivate func with(revokedAt end: Instant) -> AccessKey {
        AccessKey(
            id: id, principal: principal, prefix: prefix, createdAt: createdAt, expiresAt: expiresAt, revokedAt: end,
            lastUsedAt: lastUsedAt)
    }
}
