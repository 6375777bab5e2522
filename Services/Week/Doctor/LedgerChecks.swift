import Shared

/// Whether the ledgers are what was sealed, and go on from what the doctor saw the last time.
struct LedgerChecks {
    let client: ClusterClient
    /// Where the checkpoints seen last are kept; nil keeps none.
    let memory: String?

    /// How long a service's ledger is read; the rest is left to `week ledger verify`.
    private static let limit: Duration = .seconds(20)

    func findings() async -> [Finding] {
        var findings: [Finding] = []
        for service in ServiceName.allCases { findings += await checked(service) }
        return findings
    }

    private func checked(_ service: ServiceName) async -> [Finding] {
        do {
            let ledger = client.ledger(of: service)
            let grown = try await consistency(of: service, ledger)
            return try await grown + rows(of: service, ledger)
        } catch {
            return [.wrong("the ledger of \(service.rawValue) cannot be read: \(error)", "week status")]
        }
    }

    private func rows(of service: ServiceName, _ ledger: LedgerClient) async throws -> [Finding] {
        let end = ContinuousClock.now + Self.limit
        var findings: [Finding] = []
        var (next, checked, size): (Int64?, Int64, Int64) = (0, 0, 0)
        while let from = next, ContinuousClock.now < end, findings.count < 10 {
            let page = try await ledger.verify(LedgerStretchParams(from: from))
            findings += page.findings.map { finding in
                let place = finding.position.map { "position \($0)" } ?? "no position"
                return .wrong(
                    "the ledger of \(service.rawValue), \(place)\(finding.entry.map { ", entry \($0)" } ?? ""): "
                        + "\(finding.rule.rawValue): \(finding.detail)",
                    "week ledger export \(service.rawValue) ledger.jsonl, and compare with a backup")
            }
            (next, checked, size) = (page.next, checked + page.checked, page.size)
        }
        guard findings.isEmpty else { return findings }
        guard next == nil else {
            return [
                .notice(
                    "the ledger of \(service.rawValue) is as it was sealed, as far as position \(checked) of \(size)",
                    "week ledger export \(service.rawValue) ledger.jsonl; week ledger verify ledger.jsonl --key …")
            ]
        }
        return [.well("the ledger of \(service.rawValue) is as it was sealed: \(size) entries")]
    }

    /// Against the checkpoint kept from the last time: it shows a ledger that was cut short or made anew, in which nothing
    /// else contradicts itself.
    private func consistency(of service: ServiceName, _ ledger: LedgerClient) async throws -> [Finding] {
        guard let memory else { return [] }
        let path = "\(memory)/\(service.rawValue).checkpoint.json"
        let remedy = "restore a backup; the checkpoint kept is \(path)"
        let published = try await ledger.keys().keys
        let keys = Dictionary(
            published.compactMap { key in (try? PublicKey(pem: key.publicKey)).map { (key.id, $0) } }
        ) { first, _ in first }
        if let text = try WholeFile.read(path),
            let kept = try? JSONDocument.parse(Array(text.utf8)).root.decode(LedgerCheckpoint.self, path: "checkpoint")
        {
            let size = kept.content.size
            do {
                let proof = try await ledger.consistency(ConsistencyParams(from: size))
                guard Self.holds(proof, from: kept) else {
                    return [.wrong("the ledger of \(service.rawValue) is another one than at size \(size)", remedy)]
                }
            } catch let fault as Fault where fault.kind == .ledgerSizeUnknown {
                return [.wrong("the ledger of \(service.rawValue) was cut: it had \(size) entries", remedy)]
            }
        }
        let newest: LedgerCheckpoint
        do {
            newest = try await ledger.checkpoint(CheckpointParams())
        } catch let fault as Fault where fault.kind == .ledgerSizeUnknown {
            return []  // Nothing was done yet.
        }
        guard let signed = SignedContent<LedgerCheckpoint.Content>(signed: newest.signed, signature: newest.signature),
            let key = keys[signed.content.key], signed.isSigned(by: key)
        else { return [.wrong("the newest checkpoint of \(service.rawValue) is not signed by its key", remedy)] }
        var writer = JSONWriter()
        try writer.encode(newest)
        try WholeFile.write(String(decoding: writer.bytes, as: UTF8.self) + "\n", to: path)
        return []
    }

    private static func holds(_ proof: ConsistencyProof, from kept: LedgerCheckpoint) -> Bool {
        let path = proof.path.compactMap { Digest(hex: $0) }
        guard path.count == proof.path.count, let first = Digest(hex: kept.content.root),
            let second = Digest(hex: proof.checkpoint.content.root)
        else { return false }
        return MerkleHashing(kept.content.suite.digest).isConsistent(
            first: kept.content.size, firstRoot: first, second: proof.checkpoint.content.size, secondRoot: second,
            path: path)
    }
}
