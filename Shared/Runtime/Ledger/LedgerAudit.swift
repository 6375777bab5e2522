package import Contracts
package import Security
import Values

/// Computes a ledger again, line by line, and names what is not as it was sealed. It believes nothing but the keys: the
/// service runs it over its database, `week ledger verify` over an export.
package struct LedgerAudit: Sendable {
    package let suite: CryptographicSuite
    private let service: String
    private let keys: @Sendable (String) -> PublicKey?
    private var frontier: MerkleFrontier
    private var chain: HashChain
    /// The position that is expected next.
    package private(set) var size: Int64
    /// No position was missing: only then tree and chain can be those that were signed.
    private var isWhole: Bool
    package private(set) var findings: [LedgerFinding] = []
    /// The inner nodes that the lines complete.
    package private(set) var nodes: [(node: MerkleNode, digest: Digest)] = []
    /// The size of the last checkpoint that stands; what is behind it is signed by nobody.
    package private(set) var signedSize: Int64

    /// More are not collected: a ledger that is not this one has as many as it has entries.
    package static let mostFindings = 1_000

    /// - Parameters:
    ///   - keys: the service's public keys by their ids; nil for one that is not trusted.
    ///   - frontier: of the tree before the first line; of an empty one at the ledger's beginning.
    ///   - head: the chain's, before the first line.
    ///   - signedSize: of the last checkpoint before the first line.
    ///   - gap: how many lines come before, when the tree over them cannot be known any more: rows and chain are checked,
    ///     nodes and checkpoints are not.
    package init(
        service: String, suite: CryptographicSuite, keys: @escaping @Sendable (String) -> PublicKey?,
        frontier: MerkleFrontier? = nil, head: Digest = HashChain.start, signedSize: Int64 = 0, behind gap: Int64? = nil
    ) {
        self.service = service
        self.suite = suite
        self.keys = keys
        self.frontier = frontier ?? MerkleFrontier(MerkleHashing(suite.digest))
        chain = HashChain(suite.digest, head: head)
        self.signedSize = signedSize
        size = gap ?? self.frontier.size
        isWhole = gap == nil
    }

    package var root: Digest { frontier.root }

    /// The next line.
    ///
    /// - Parameters:
    ///   - entry: nil when the row of the position stands and its entry is gone.
    ///   - leaf: the leaf that was sealed.
    package mutating func add(
        position: Int64, id: UniqueID, entry: LedgerEntry?, leaf: Digest, head: Digest
    ) {
        if position != size {
            isWhole = false
            if position > size {
                report(size, nil, .positionMissing, "positions \(size)…\(position - 1) are gone")
            } else {
                report(position, id, .orderChanged, "position \(position) stands behind \(size - 1)")
            }
        }
        size = position + 1
        if let entry {
            if entry.id != id {
                report(position, id, .orderChanged, "entry \(entry.id) stands in the place of \(id)")
            } else if entry.service != service || entry.leaf(suite) != leaf {
                report(position, id, .entryChanged, "\(entry.method) of \(entry.at) is not what was sealed")
            }
        } else {
            report(position, id, .entryMissing, "the entry is gone")
        }
        let completed = frontier.append(leaf)
        if isWhole { nodes += completed }
        chain.append(leaf)
        if chain.head != head {
            report(position, id, .chainBroken, "the chain's hash does not follow from the one before")
            // Going on with what stands names one break once.
            chain = HashChain(suite.digest, head: head)
        }
    }

    /// A checkpoint, after the lines it covers and before further ones.
    package mutating func add(_ checkpoint: LedgerCheckpoint) {
        guard
            let signed = SignedContent<LedgerCheckpoint.Content>(
                signed: checkpoint.signed, signature: checkpoint.signature),
            signed.content == checkpoint.content, signed.content.type == LedgerCheckpoint.Content.purpose,
            signed.content.service == service, signed.content.suite == suite
        else {
            return report(
                checkpoint.content.size - 1, nil, .signatureInvalid,
                "the checkpoint of size \(checkpoint.content.size) is none of this ledger")
        }
        guard let key = keys(signed.content.key), key.suite == suite.signing, signed.isSigned(by: key) else {
            return report(
                signed.content.size - 1, nil, .signatureInvalid,
                "the checkpoint of size \(signed.content.size) is not signed by a trusted key (\(signed.content.key))")
        }
        // Behind a gap nothing fits any more, and the gap is named.
        guard isWhole else { return }
        guard signed.content.size == frontier.size, signed.content.root == frontier.root.hex,
            signed.content.head == chain.head.hex
        else {
            return report(
                signed.content.size - 1, nil, .checkpointMismatch,
                "what was signed at size \(signed.content.size) is another ledger: "
                    + "something in positions \(signedSize)…\(signed.content.size - 1) was changed with its hashes")
        }
        signedSize = signed.content.size
    }

    package mutating func report(
        _ position: Int64?, _ entry: UniqueID?, _ rule: LedgerFinding.Rule, _ detail: String
    ) {
        guard findings.count < Self.mostFindings else { return }
        findings.append(LedgerFinding(position: position, entry: entry, rule: rule, detail: detail))
    }
}

extension LedgerAudit {
    /// The next page of an export.
    package mutating func add(_ page: LedgerPage) {
        var checkpoints = page.checkpoints[...]
        for line in page.lines { add(line, &checkpoints) }
        for checkpoint in checkpoints { add(checkpoint) }
    }

    private mutating func add(_ line: LedgerLine, _ checkpoints: inout ArraySlice<LedgerCheckpoint>) {
        add(line)
        while let checkpoint = checkpoints.first, checkpoint.content.size <= size { add(checkpoints.removeFirst()) }
    }

    /// The next line of an export.
    package mutating func add(_ line: LedgerLine) {
        guard let leaf = Digest(hex: line.leaf), let head = Digest(hex: line.head) else {
            return report(line.position, line.entry.id, .entryChanged, "its hashes are none")
        }
        add(position: line.position, id: line.entry.id, entry: line.entry, leaf: leaf, head: head)
    }
}
