import Shared

/// How far an obligation is met by what was filed for it: derived, never stored. Pure, and the only place that counts.
///
/// Of what ended it looks at two things: which was the last to end, and which version of a submission, not withdrawn, was the
/// first. `ObligationStatements` reads no more than that, and `StandingReadingTests` holds the two together.
struct Standing: Hashable, Sendable {
    /// Distinct pieces that count, by source and by content (Q6).
    let have: Int
    let satisfiedAt: Instant?
    let timeliness: Timeliness?
    let reopenedAt: Instant?
    /// The last thing that ended and left the quota short.
    let lastEnd: Credit.End?
    /// What counts, in the order received.
    let counted: [Credit]

    init(quota: Int, countsOn: CampaignDocument.CountsOn, filings: Filings) {
        // In one order however they were read: by receipt, of the same instant by source and version.
        let received = filings.credits.sorted {
            ($0.receivedAt, $0.source, $0.n) < ($1.receivedAt, $1.source, $1.n)
        }
        var sources: Set<String> = []
        var contents: Set<[UInt8]> = []
        counted = received.filter { credit in
            guard credit.end == nil, countsOn == .submitted || credit.acceptedAt != nil,
                !sources.contains(credit.source), !contents.contains(credit.content)
            else { return false }
            sources.insert(credit.source)
            contents.insert(credit.content)
            return true
        }
        have = counted.count
        guard have >= quota else {
            // Of those that ended at the same instant the one that was received last.
            let ended = received.enumerated().filter { $1.end != nil }.max {
                ($0.element.endedAt ?? .min, $0.offset) < ($1.element.endedAt ?? .min, $1.offset)
            }?.element
            reopenedAt = ended.flatMap { $0.end == .returned ? $0.endedAt : nil }
            lastEnd = ended?.end
            (satisfiedAt, timeliness) = (nil, nil)
            return
        }
        let decisive = Self.decisive(counted[quota - 1], among: received)
        satisfiedAt = decisive.receivedAt
        timeliness = Self.timeliness(decisive, extendedUntil: filings.extendedUntil)
        (reopenedAt, lastEnd) = (nil, nil)
    }

    /// For a submission the first version that passed every error rule decides whether it was on time (Q2), also when
    /// that one was returned and a later one counts; a version that was withdrawn decides nothing.
    private static func decisive(_ credit: Credit, among received: [Credit]) -> Credit {
        guard credit.kind == .submission else { return credit }
        return received.first { $0.source == credit.source && $0.end != .withdrawn } ?? credit
    }

    /// Against the due time in force at the receipt, so that a week amended afterwards launders nothing (E7); an
    /// extension counts whenever it was granted.
    private static func timeliness(_ credit: Credit, extendedUntil: Instant?) -> Timeliness {
        guard let dueAt = credit.dueAt, credit.receivedAt >= dueAt else { return .onTime }
        return extendedUntil.map { credit.receivedAt < $0 } ?? false ? .inExtension : .late
    }
}
