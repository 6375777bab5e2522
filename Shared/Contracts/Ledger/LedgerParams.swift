package import Values

/// Params of every `<service>.ledger.checkpoint`.
package struct CheckpointParams: Codable, Sendable, Hashable {
    /// Absent: `INT`.
    package let suite: CryptographicSuite?
    /// The first checkpoint that covers so many entries; absent: the newest.
    package let size: Int64?

    package init(suite: CryptographicSuite? = nil, size: Int64? = nil) {
        self.suite = suite
        self.size = size
    }
}

/// Params of every `<service>.ledger.inclusion`.
package struct InclusionParams: Codable, Sendable, Hashable {
    /// The entry, as a receipt names it.
    package let entry: UniqueID
    /// Absent: `INT`.
    package let suite: CryptographicSuite?
    /// In the first checkpoint that covers so many entries; absent: in the newest.
    package let size: Int64?

    package init(entry: UniqueID, suite: CryptographicSuite? = nil, size: Int64? = nil) {
        self.entry = entry
        self.suite = suite
        self.size = size
    }
}

/// Params of every `<service>.ledger.consistency`.
package struct ConsistencyParams: Codable, Sendable, Hashable {
    /// The size of the earlier checkpoint, from 0.
    package let from: Int64
    /// The first checkpoint that covers so many entries; absent: the newest.
    package let to: Int64?
    /// Absent: `INT`.
    package let suite: CryptographicSuite?

    package init(from: Int64, to: Int64? = nil, suite: CryptographicSuite? = nil) {
        self.from = from
        self.to = to
        self.suite = suite
    }
}

/// Params of every `<service>.ledger.verify` and `<service>.ledger.list`: a stretch of the ledger.
package struct LedgerStretchParams: Codable, Sendable, Hashable {
    /// The first position, from 0; absent: 0.
    package let from: Int64?
    /// How many positions, 1…500; absent: 500.
    package let limit: Int?
    /// Absent: `INT`.
    package let suite: CryptographicSuite?

    package init(from: Int64? = nil, limit: Int? = nil, suite: CryptographicSuite? = nil) {
        self.from = from
        self.limit = limit
        self.suite = suite
    }
}

/// Answer of every `<service>.ledger.list`.
package struct LedgerPage: Codable, Sendable, Hashable {
    /// In the order of their positions.
    package let lines: [LedgerLine]
    /// The checkpoints whose sizes lie behind the first and not behind the last of them, in order.
    package let checkpoints: [LedgerCheckpoint]
    /// The position to go on at; null at the end.
    package let next: Int64?

    package init(lines: [LedgerLine], checkpoints: [LedgerCheckpoint], next: Int64?) {
        self.lines = lines
        self.checkpoints = checkpoints
        self.next = next
    }
}

/// Answer of every `<service>.ledger.keys`.
package struct PublishedKeys: Codable, Sendable, Hashable {
    /// Those that sign, and all that ever did.
    package let keys: [PublishedKey]

    package init(keys: [PublishedKey]) { self.keys = keys }
}
