package import Values

/// Somebody or something that calls: a person's account at a unit, a system, a job. What it may do is in its grants.
package struct AccessPrincipal: Codable, Sendable, Hashable {
    /// Unique and permanent: `city:340100/wang`, `unit:moe:4134013343`. Stands in receipts and the ledger; no personal
    /// data belongs in it.
    package let name: String
    /// The unit it belongs to: whoever administers that unit administers the principal. Null: only the province does.
    package let unit: UnitKey?
    /// What it is for, in a few words.
    package let note: String?
    /// Since when it can do nothing any more; null while it can.
    package let endedAt: Instant?
    /// When the registry recorded this.
    package let recordedAt: Instant
    /// Counts its changes.
    package let revision: Int

    package init(
        name: String, unit: UnitKey?, note: String? = nil, endedAt: Instant? = nil, recordedAt: Instant, revision: Int
    ) {
        self.name = name
        self.unit = unit
        self.note = note
        self.endedAt = endedAt
        self.recordedAt = recordedAt
        self.revision = revision
    }

    static let example = AccessPrincipal(
        name: "unit:gb2260:341600/教育", unit: "gb2260:341600/教育", note: "亳州市教育局", recordedAt: .exampleLoad,
        revision: 1)
}

/// A role that a principal has over a unit and what belongs to it, on a track, for a time.
package struct Grant: Codable, Sendable, Hashable {
    /// Names the grant, for `registry.grants.end`.
    package let id: ID<Grant>
    /// Who has it.
    package let principal: String
    /// What it allows.
    package let role: Role
    /// Where it begins to reach; null: everywhere.
    package let unit: UnitKey?
    /// Null: on every track.
    package let track: TrackCode?
    /// From when it holds; null: since before the records begin.
    package let validFrom: Instant?
    /// The first instant at which it no longer holds; null: no end is known.
    package let validTo: Instant?
    /// Why it was given: a document, a decision.
    package let basis: String?
    /// Who gave it.
    package let givenBy: String
    /// When the registry recorded this.
    package let recordedAt: Instant
    /// Counts its changes.
    package let revision: Int

    package init(
        id: ID<Grant>, principal: String, role: Role, unit: UnitKey?, track: TrackCode?, validFrom: Instant?,
        validTo: Instant?, basis: String?, givenBy: String, recordedAt: Instant, revision: Int
    ) {
        self.id = id
        self.principal = principal
        self.role = role
        self.unit = unit
        self.track = track
        self.validFrom = validFrom
        self.validTo = validTo
        self.basis = basis
        self.givenBy = givenBy
        self.recordedAt = recordedAt
        self.revision = revision
    }

    static let example = Grant(
        id: ID(UniqueID(high: 0x019d_d6f3_5a00_7001, low: 0x8000_0000_0000_0071)), principal: "unit:gb2260:341600/教育",
        role: .cityAdmin, unit: "gb2260:341600/教育", track: nil, validFrom: .exampleLoad, validTo: nil,
        basis: "皖教秘职成〔2026〕23号", givenBy: "administrator", recordedAt: .exampleLoad, revision: 1)
}

/// A key of a principal, without its secret.
package struct AccessKey: Codable, Sendable, Hashable {
    /// Names the key, for `registry.keys.revoke`; it says nothing of the secret.
    package let id: ID<AccessKey>
    /// Whose it is.
    package let principal: String
    /// The beginning of the key, to recognise it by; says nothing about the secret.
    package let prefix: String
    /// When it was made.
    package let createdAt: Instant
    /// The first instant at which it is no longer accepted; null: no end is known.
    package let expiresAt: Instant?
    /// Since when it is not accepted any more, whatever its end; null while it is.
    package let revokedAt: Instant?
    /// When a service last recognised it, within a minute; null: never yet.
    package let lastUsedAt: Instant?

    package init(
        id: ID<AccessKey>, principal: String, prefix: String, createdAt: Instant, expiresAt: Instant?,
        revokedAt: Instant? = nil, lastUsedAt: Instant? = nil
    ) {
        self.id = id
        self.principal = principal
        self.prefix = prefix
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.lastUsedAt = lastUsedAt
    }

    static let example = AccessKey(
        id: ID(UniqueID(high: 0x019d_d6f3_5a00_7001, low: 0x8000_0000_0000_0072)), principal: "unit:gb2260:341600/教育",
        prefix: "week_Ab3dEf9h", createdAt: .exampleLoad, expiresAt: .exampleClose)
}

/// A key as the services recognise it, in the registry's change feed: which salt and digest, never the secret.
package struct RecognisedKey: Codable, Sendable, Hashable {
    /// Which key, as in `registry.keys.list`.
    package let id: ID<AccessKey>
    /// Whose it is.
    package let principal: String
    /// The beginning of the key.
    package let prefix: String
    /// Hexadecimal.
    package let salt: String
    /// SHA-256 over salt and key, hexadecimal.
    package let digest: String
    /// The first instant at which it is no longer accepted.
    package let expiresAt: Instant?
    /// Since when it is not accepted any more.
    package let revokedAt: Instant?

    package init(
        id: ID<AccessKey>, principal: String, prefix: String, salt: String, digest: String, expiresAt: Instant?,
        revokedAt: Instant?
    ) {
        self.id = id
        self.principal = principal
        self.prefix = prefix
        self.salt = salt
        self.digest = digest
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }
}

/// A key just made. Its secret is in the first answer only.
package struct IssuedKey: Codable, Sendable, Hashable {
    /// The key, without its secret.
    package let key: AccessKey
    /// The whole key, to be handed to its principal; null in every answer but the first.
    package let secret: String?
    /// `SHOWN_ONCE` when the secret is null.
    package let reason: String?

    package init(key: AccessKey, secret: String?) {
        self.key = key
        self.secret = secret
        reason = secret == nil ? "SHOWN_ONCE" : nil
    }

    /// What is kept for a repeat of the call.
    package var withoutSecret: IssuedKey { IssuedKey(key: key, secret: nil) }

    static let example = IssuedKey(key: .example, secret: "week_Ab3dEf9h_<43 letters>")
}

/// The key by which services verify tokens, in the registry's change feed: public.
package struct TokenKey: Codable, Sendable, Hashable {
    /// What a token names it by.
    package let kid: String
    /// SubjectPublicKeyInfo, as `openssl pkey -pubin` reads it.
    package let pem: String
    /// Since when tokens of it are refused; null while they are accepted.
    package let retiredAt: Instant?

    package init(kid: String, pem: String, retiredAt: Instant?) {
        self.kid = kid
        self.pem = pem
        self.retiredAt = retiredAt
    }
}
