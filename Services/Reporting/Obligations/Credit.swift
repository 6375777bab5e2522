import Shared

/// Something received that may count for an obligation: a version of a submission, a material, a declared week.
struct Credit: Hashable, Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case submission
        case material
        case localWeek = "local_week"
    }

    enum End: String, Sendable, CaseIterable {
        case returned
        case withdrawn
    }

    let kind: Kind
    /// Id of the submission, the material or the week.
    let source: String
    /// Which version of the source, from 1.
    var n = 1
    /// What it says, by digest: the same content counts once (Q6).
    let content: [UInt8]
    let title: String
    let receivedAt: Instant
    /// The due time in force when it was received; nil when nothing is ever late.
    let dueAt: Instant?
    let acceptedAt: Instant?
    let endedAt: Instant?
    let end: End?
    /// The obligation it was handed in for, when it counts here because of a merger (R6).
    var carriedFrom: ID<Obligation>?
}

/// What is filed, attested and granted for an obligation, as of one instant and one state of knowledge.
struct Filings: Hashable, Sendable {
    var credits: [Credit] = []
    var draftAt: Instant?
    var nilAt: Instant?
    var nilReason: String?
    var waiver: Obligation.Waiver?
    var extendedUntil: Instant?
}
