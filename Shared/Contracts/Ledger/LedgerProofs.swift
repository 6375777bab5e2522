package import Values

/// That an entry stands in the ledger, checkable by anybody who has the checkpoint's key (RFC 9162 §2.1.3).
package struct InclusionProof: Codable, Sendable, Hashable {
    /// The entry.
    package let entry: UniqueID
    /// Its hash as a leaf, in hexadecimal.
    package let leaf: String
    /// Its position, from 0.
    package let position: Int64
    /// The hashes from the leaf's sibling upwards, in hexadecimal.
    package let path: [String]
    /// The state it stands in; its size is the size of the tree.
    package let checkpoint: LedgerCheckpoint

    package init(entry: UniqueID, leaf: String, position: Int64, path: [String], checkpoint: LedgerCheckpoint) {
        self.entry = entry
        self.leaf = leaf
        self.position = position
        self.path = path
        self.checkpoint = checkpoint
    }
}

/// That a ledger only grew between two sizes (RFC 9162 §2.1.4).
package struct ConsistencyProof: Codable, Sendable, Hashable {
    /// The earlier size.
    package let from: Int64
    /// The root at the earlier size, in hexadecimal, by what is stored now: to be compared with the one that was kept.
    package let fromRoot: String
    /// The hashes, in hexadecimal.
    package let path: [String]
    /// The later state.
    package let checkpoint: LedgerCheckpoint

    package init(from: Int64, fromRoot: String, path: [String], checkpoint: LedgerCheckpoint) {
        self.from = from
        self.fromRoot = fromRoot
        self.path = path
        self.checkpoint = checkpoint
    }
}

/// A row of the ledger that is not what was sealed.
package struct LedgerFinding: Codable, Sendable, Hashable {
    /// The position that is named; absent for an entry that has none.
    package let position: Int64?
    /// The entry that is named, as far as it is known.
    package let entry: UniqueID?
    /// What is wrong.
    package let rule: Rule
    /// For readers.
    package let detail: String

    package init(position: Int64?, entry: UniqueID?, rule: Rule, detail: String) {
        self.position = position
        self.entry = entry
        self.rule = rule
        self.detail = detail
    }

    /// What can be wrong with a ledger.
    package enum Rule: String, Codable, Sendable, Hashable, CaseIterable {
        /// The entry's content is not what was sealed.
        case entryChanged = "entry_changed"
        /// The entry's row is gone.
        case entryMissing = "entry_missing"
        /// An entry stands among sealed ones that was not sealed.
        case entryInserted = "entry_inserted"
        /// The position's row is gone.
        case positionMissing = "position_missing"
        /// Entries stand in another order than they were sealed in.
        case orderChanged = "order_changed"
        /// The chain's hash does not follow from the one before and the leaf.
        case chainBroken = "chain_broken"
        /// A stored inner node is not the hash of what is below it.
        case nodeChanged = "node_changed"
        /// The rows of the change feed are not those the entry was made with.
        case changesChanged = "changes_changed"
        /// What was signed at this size was another ledger: something before it was changed together with its hashes.
        case checkpointMismatch = "checkpoint_mismatch"
        /// The signature of a checkpoint is none of the service's keys'.
        case signatureInvalid = "signature_invalid"
    }
}

/// What a stretch of the ledger is found to be.
package struct LedgerVerification: Codable, Sendable, Hashable {
    /// By which algorithms it was checked.
    package let suite: CryptographicSuite
    /// The first position that was checked.
    package let from: Int64
    /// How many positions were checked.
    package let checked: Int64
    /// The ledger's size.
    package let size: Int64
    /// Everything that is not as it was sealed; empty when all is well.
    package let findings: [LedgerFinding]
    /// Where to go on; null at the end.
    package let next: Int64?

    package init(
        suite: CryptographicSuite, from: Int64, checked: Int64, size: Int64, findings: [LedgerFinding], next: Int64?
    ) {
        self.suite = suite
        self.from = from
        self.checked = checked
        self.size = size
        self.findings = findings
        self.next = next
    }
}
