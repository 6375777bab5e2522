import Shared

/// Signed receipts for what was filed, in the transaction that files it.
struct Receipts: Sendable {
    let campaigns: Campaigns
    let ledger: Ledger

    /// Signs and keeps a receipt. The effect's entry is finished by it: everything is recorded before.
    ///
    /// - Parameter manifest: the canonical bytes of what was filed.
    /// - Returns: nil in a dry run, of which nothing is signed.
    func issue(
        _ kind: ReceiptKind, for obligation: StoredObligation, source: UniqueID, version: Int = 1, manifest: [UInt8],
        onBehalfOf: UnitKey?, _ effect: Effect
    ) async throws -> Receipt? {
        guard !effect.isDryRun else { return nil }
        let suite = try await campaigns.find(obligation.campaign, effect).document.suite ?? .international
        let (signer, entry) = (try ledger.keys.signer(suite), effect.finishEntry())
        let content = Receipt.Content(
            id: .make(at: effect.now), suite: suite, key: signer.id, kind: kind, campaign: obligation.campaign,
            rule: obligation.rule, unit: obligation.unit.key, onBehalfOf: onBehalfOf, obligation: obligation.id,
            source: source, version: version, manifest: suite.digest.digest(manifest).hex,
            receivedAt: effect.receivedAt,
            dueAt: obligation.terms.deadline.dueAt, clock: entry.clock, entry: entry.id,
            entryDigest: entry.leaf(suite).hex)
        let signed = try SignedContent(signing: content, with: signer)
        try await effect.execute(
            ReceiptStatements.insert, content.id, kind, source, version, obligation.id,
            String(decoding: signed.bytes, as: UTF8.self), Bytes(signed.signature), effect.now)
        return Receipt(content: content, signed: signed.signedText, signature: signed.signatureText)
    }

    func get(_ params: ReportingAPI.GetReceipt.Params, _ context: QueryContext) async throws -> Receipt {
        let row =
            if let id = params.id { try await context.database.first(ReceiptStatements.byID, id) } else {
                try await context.database.first(ReceiptStatements.bySource, params.source, params.version)
            }
        guard let row else { throw Fault(.receiptUnknown) }
        let signed = try SignedContent<Receipt.Content>(bytes: Array(row.content.utf8), signature: row.signature.bytes)
        return Receipt(
            content: signed.content, signed: signed.signedText, signature: signed.signatureText,
            sealed: try await proof(of: signed.content))
    }

    func verify(
        _ params: ReportingAPI.VerifyReceipt.Params, _ context: QueryContext
    ) async throws -> ReceiptVerification {
        let keys = ledger.keys
        return ReceiptCheck { keys.publicKey($0) }.verification(of: params.receipt)
    }

    func keys(_ params: Empty, _ context: QueryContext) async throws -> PublishedKeys {
        PublishedKeys(keys: ledger.keys.published)
    }

    private func proof(of content: Receipt.Content) async throws -> InclusionProof? {
        do {
            return try await ledger.inclusion(InclusionParams(entry: content.entry, suite: content.suite))
        } catch let fault as Fault where fault.kind == .ledgerEntryUnsealed || fault.kind == .ledgerEntryUnknown {
            // Unknown: the suite was adopted a moment ago and has not sealed anything yet.
            return nil
        }
    }
}
