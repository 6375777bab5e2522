package import Values

/// The state of a ledger at a size, signed: whoever keeps one can show later that nothing before it was changed.
package struct LedgerCheckpoint: Codable, Sendable, Hashable {
    /// What a signature stands for; the rest of a checkpoint is its signature.
    package struct Content: Codable, Sendable, Hashable {
        /// `activity-week/checkpoint`, so that a signature for one purpose is none for another.
        package let type: String
        /// Whose ledger.
        package let service: String
        /// By which algorithms it is hashed and signed.
        package let suite: CryptographicSuite
        /// How many entries it covers.
        package let size: Int64
        /// The Merkle tree hash over them, in hexadecimal.
        package let root: String
        /// The chain's hash at the last of them, in hexadecimal; 64 zeros for an empty ledger.
        package let head: String
        /// The service's clock when it was signed.
        package let at: Instant
        /// The key that signs.
        package let key: String

        package init(
            service: String, suite: CryptographicSuite, size: Int64, root: String, head: String, at: Instant,
            key: String
        ) {
            type = Self.purpose
            self.service = service
            self.suite = suite
            self.size = size
            self.root = root
            self.head = head
            self.at = at
            self.key = key
        }

        package static let purpose = "activity-week/checkpoint"
    }

    /// For readers; what counts is `signed`.
    package let content: Content
    /// The bytes that were signed, in base 64: the canonical JSON of `content`.
    package let signed: String
    /// The signature over them, in base 64: 64 bytes of Ed25519, or the ASN.1 sequence of SM2.
    package let signature: String

    package init(content: Content, signed: String, signature: String) {
        self.content = content
        self.signed = signed
        self.signature = signature
    }
}

/// A key that signs for a service, as it is published.
package struct PublishedKey: Codable, Sendable, Hashable {
    /// Stands in what it signed: the suite and the first 16 digits of the SHA-256 over its SubjectPublicKeyInfo.
    package let id: String
    /// Its algorithms.
    package let suite: CryptographicSuite
    /// SubjectPublicKeyInfo in PEM.
    package let publicKey: String
    /// From when it signs; absent for the first key of a cluster.
    package let from: Instant?
    /// From when it signs no more; absent while it does. What it signed before stays valid.
    package let until: Instant?

    package init(
        id: String, suite: CryptographicSuite, publicKey: String, from: Instant? = nil, until: Instant? = nil
    ) {
        self.id = id
        self.suite = suite
        self.publicKey = publicKey
        self.from = from
        self.until = until
    }
}
