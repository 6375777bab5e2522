package import Values

/// The signed word of the reporting service that something was filed: when it came, against which due time, and where it
/// stands in the ledger. It is verified without the service, by its public key alone (Q14).
package struct Receipt: Codable, Sendable, Hashable {
    /// What a signature stands for.
    package struct Content: Codable, Sendable, Hashable {
        /// `activity-week/receipt`, so that a signature for one purpose is none for another.
        package let type: String
        /// The receipt.
        package let id: ID<Receipt>
        /// By which algorithms it is digested and signed.
        package let suite: CryptographicSuite
        /// The key that signs.
        package let key: String
        /// What was filed.
        package let kind: ReceiptKind
        /// The campaign.
        package let campaign: CampaignKey
        /// The rule that is met.
        package let rule: RuleKey
        /// Who owes.
        package let unit: UnitKey
        /// The same unit when another one filed for it (代报); absent when it filed for itself.
        package let onBehalfOf: UnitKey?
        /// The obligation it was filed for.
        package let obligation: ID<Obligation>
        /// The submission or the material; the obligation for a nil return.
        package let source: UniqueID
        /// The version of the submission; 1 for everything else.
        package let version: Int
        /// The digest of what was filed, by the suite's algorithm, in hexadecimal: of the canonical payload, of the
        /// material's content, of the reason.
        package let manifest: String
        /// When the last byte of the call was read: what decides between on time and late (Q2).
        package let receivedAt: Instant
        /// The first instant that is late, as it was in force then; absent where nothing is due.
        package let dueAt: Instant?
        /// `system`, or `manual` in a rehearsal.
        package let clock: String
        /// The entry of the ledger.
        package let entry: UniqueID
        /// The entry's hash as a leaf of the ledger's tree of this suite, in hexadecimal.
        package let entryDigest: String

        package init(
            id: ID<Receipt>, suite: CryptographicSuite, key: String, kind: ReceiptKind, campaign: CampaignKey,
            rule: RuleKey, unit: UnitKey, onBehalfOf: UnitKey? = nil, obligation: ID<Obligation>, source: UniqueID,
            version: Int, manifest: String, receivedAt: Instant, dueAt: Instant?, clock: String, entry: UniqueID,
            entryDigest: String
        ) {
            type = Self.purpose
            self.id = id
            self.suite = suite
            self.key = key
            self.kind = kind
            self.campaign = campaign
            self.rule = rule
            self.unit = unit
            self.onBehalfOf = onBehalfOf
            self.obligation = obligation
            self.source = source
            self.version = version
            self.manifest = manifest
            self.receivedAt = receivedAt
            self.dueAt = dueAt
            self.clock = clock
            self.entry = entry
            self.entryDigest = entryDigest
        }

        package static let purpose = "activity-week/receipt"
    }

    /// For readers; what counts is `signed`.
    package let content: Content
    /// The bytes that were signed, in base 64: the canonical JSON (RFC 8785) of `content`.
    package let signed: String
    /// The signature over them, in base 64: 64 bytes of Ed25519, or the ASN.1 sequence of SM2.
    package let signature: String
    /// The proof that the entry stands in the ledger; absent until it is sealed, which takes two seconds.
    package let sealed: InclusionProof?

    package init(content: Content, signed: String, signature: String, sealed: InclusionProof? = nil) {
        self.content = content
        self.signed = signed
        self.signature = signature
        self.sealed = sealed
    }
}

/// What a receipt is for.
package enum ReceiptKind: String, Codable, Sendable, Hashable, CaseIterable {
    /// A version of a submission.
    case submission
    /// A material.
    case material
    /// A nil return.
    case nilReturn = "nil"
}

/// What a receipt is found to be.
package struct ReceiptVerification: Codable, Sendable, Hashable {
    /// Nothing is wrong with it.
    package let valid: Bool
    /// It comes with a proof that it stands in the ledger.
    package let sealed: Bool
    /// What is wrong; empty when it is valid.
    package let problems: [Problem]

    package init(sealed: Bool, problems: [Problem]) {
        valid = problems.isEmpty
        self.sealed = sealed
        self.problems = problems
    }

    /// What can be wrong with a receipt.
    package enum Problem: String, Codable, Sendable, Hashable, CaseIterable {
        /// `signed` is not the canonical JSON of a receipt.
        case notAReceipt = "not_a_receipt"
        /// `content` is not what was signed.
        case contentDiffers = "content_differs"
        /// The key is none that is trusted.
        case keyUnknown = "key_unknown"
        /// The signature is not the key's over these bytes.
        case signatureInvalid = "signature_invalid"
        /// The proof is of another entry.
        case proofOfAnotherEntry = "proof_of_another_entry"
        /// The checkpoint is not signed by a trusted key.
        case checkpointInvalid = "checkpoint_invalid"
        /// The path does not lead to the checkpoint's root.
        case proofInvalid = "proof_invalid"
    }
}
