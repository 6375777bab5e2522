import Values

extension LedgerEntry {
    package static func example(of service: String) -> LedgerEntry {
        LedgerEntry(
            id: UniqueID(high: 0x019d_d8b3_a200_7000, low: 0x8000_0000_0000_0001), service: service, at: exampleInstant,
            principal: "administrator", method: "\(service).example.create", params: LedgerCheckpoint.exampleDigest,
            changeCount: 1, changes: LedgerCheckpoint.exampleDigest, clock: "system")
    }

    // A literal.
    fileprivate static let exampleInstant = Instant("2026-05-20T01:00:00Z")!
}

extension LedgerLine {
    package static func example(of service: String) -> LedgerLine {
        LedgerLine(
            position: 0, entry: .example(of: service), leaf: LedgerCheckpoint.exampleDigest,
            head: LedgerCheckpoint.exampleDigest)
    }
}

extension LedgerCheckpoint {
    static let exampleDigest = String(repeating: "5d", count: 32)

    package static func example(of service: String) -> LedgerCheckpoint {
        LedgerCheckpoint(
            content: Content(
                service: service, suite: .international, size: 1, root: exampleDigest, head: exampleDigest,
                at: LedgerEntry.exampleInstant, key: "INT-1f2e3d4c5b6a7988"),
            signed: "eyJhdCI6IjIwMjYtMDUtMjBUMDE6MDA6MDBaIn0=", signature: "c2lnbmF0dXJl")
    }
}

extension InclusionProof {
    package static func example(of service: String) -> InclusionProof {
        InclusionProof(
            entry: LedgerEntry.example(of: service).id, leaf: LedgerCheckpoint.exampleDigest, position: 0, path: [],
            checkpoint: .example(of: service))
    }
}

extension PublishedKeys {
    package static let example = PublishedKeys(keys: [
        PublishedKey(
            id: "INT-1f2e3d4c5b6a7988", suite: .international,
            publicKey: """
                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=
                -----END PUBLIC KEY-----

                """)
    ])
}
