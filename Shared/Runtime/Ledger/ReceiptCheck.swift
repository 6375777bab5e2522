package import Contracts
package import Security

/// Whether a receipt is what it says, by public keys alone.
package struct ReceiptCheck: Sendable {
    private let keys: @Sendable (String) -> PublicKey?

    /// - Parameter keys: the trusted keys by their ids.
    package init(keys: @escaping @Sendable (String) -> PublicKey?) { self.keys = keys }

    package func verification(of receipt: Receipt) -> ReceiptVerification {
        ReceiptVerification(
            sealed: receipt.sealed != nil,
            problems: signatureProblems(receipt) + (receipt.sealed.map { proofProblems($0, receipt) } ?? []))
    }

    private func signatureProblems(_ receipt: Receipt) -> [ReceiptVerification.Problem] {
        guard
            let signed = SignedContent<Receipt.Content>(signed: receipt.signed, signature: receipt.signature),
            signed.content.type == Receipt.Content.purpose
        else { return [.notAReceipt] }
        var problems: [ReceiptVerification.Problem] = []
        if signed.content != receipt.content { problems.append(.contentDiffers) }
        if let key = keys(signed.content.key), key.suite == signed.content.suite.signing {
            if !signed.isSigned(by: key) { problems.append(.signatureInvalid) }
        } else {
            problems.append(.keyUnknown)
        }
        return problems
    }

    private func proofProblems(_ proof: InclusionProof, _ receipt: Receipt) -> [ReceiptVerification.Problem] {
        let content = receipt.content
        var problems: [ReceiptVerification.Problem] = []
        if proof.entry != content.entry || proof.leaf != content.entryDigest { problems.append(.proofOfAnotherEntry) }
        let checkpoint = SignedContent<LedgerCheckpoint.Content>(
            signed: proof.checkpoint.signed, signature: proof.checkpoint.signature)
        guard let checkpoint, checkpoint.content == proof.checkpoint.content,
            checkpoint.content.type == LedgerCheckpoint.Content.purpose, checkpoint.content.suite == content.suite,
            let key = keys(checkpoint.content.key), key.suite == content.suite.signing, checkpoint.isSigned(by: key)
        else { return problems + [.checkpointInvalid] }
        let path = proof.path.compactMap { Digest(hex: $0) }
        guard path.count == proof.path.count, let leaf = Digest(hex: proof.leaf),
            let root = Digest(hex: checkpoint.content.root),
            MerkleHashing(content.suite.digest).includes(
                leaf, at: proof.position, size: checkpoint.content.size, path: path, root: root)
        else { return problems + [.proofInvalid] }
        return problems
    }
}
