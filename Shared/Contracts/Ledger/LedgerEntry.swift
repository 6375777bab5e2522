package import Values

/// What the ledger keeps of one effect: who did what, and digests of it. No secrets and no personal data.
///
/// Its leaf in the Merkle tree is the hash (RFC 9162 §2.1.1) of its canonical JSON (RFC 8785): members sorted, no white
/// space.
package struct LedgerEntry: Codable, Sendable, Hashable {
    /// Stands in the receipt of what was filed.
    package let id: UniqueID
    /// Whose ledger it is: `reporting`.
    package let service: String
    /// The service's clock when it was made.
    package let at: Instant
    /// Who did it: a principal, or `service:…` for what a service's jobs do.
    package let principal: String
    /// The method, or `job:…`.
    package let method: String
    /// HMAC-SHA-256 over the canonical params, in hexadecimal, under a key that only the service has: two calls can be
    /// compared, and nothing can be guessed from it.
    package let params: String
    /// How many changes it made.
    package let changeCount: Int
    /// The Merkle tree hash over the digests of its changes, in their order; SHA-256, in hexadecimal.
    package let changes: String
    /// `system`, or `manual` in a rehearsal.
    package let clock: String

    package init(
        id: UniqueID, service: String, at: Instant, principal: String, method: String, params: String,
        changeCount: Int, changes: String, clock: String
    ) {
        self.id = id
        self.service = service
        self.at = at
        self.principal = principal
        self.method = method
        self.params = params
        self.changeCount = changeCount
        self.changes = changes
        self.clock = clock
    }
}

/// An entry with its place in the sealed ledger: a line of an export.
package struct LedgerLine: Codable, Sendable, Hashable {
    /// From 0, without gaps, in the order of commits.
    package let position: Int64
    /// What was done.
    package let entry: LedgerEntry
    /// The entry's hash as a leaf of the tree, in hexadecimal.
    package let leaf: String
    /// The chain's hash at this entry, in hexadecimal: over a byte 2, the hash before it and the leaf; before the first
    /// stand 32 zero bytes.
    package let head: String

    package init(position: Int64, entry: LedgerEntry, leaf: String, head: String) {
        self.position = position
        self.entry = entry
        self.leaf = leaf
        self.head = head
    }
}
