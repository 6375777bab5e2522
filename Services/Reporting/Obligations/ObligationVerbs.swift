import Shared

extension StoredObligation {
    /// What the caller may do about it at `now`, by the same gate and rules that the methods ask.
    ///
    /// - Parameter document: says how the items are filed.
    func verbs(for authority: Authority, _ document: CampaignDocument, at now: Instant) -> Verbs {
        let obligation = obligation(at: now)
        var verbs = Verbs(authority, over: ScopePoint(unit.key, [track]))
        let sources = Set(terms.items.compactMap { document.item($0)?.source })
        let gate = { (verb: Gate.Verb) in Gate.refusal(obligation, receivedAt: now, for: verb)?.kind }
        let ref = id.description
        if sources.contains(.submission) { verbs.add("open", needs: .file, unless: gate(.draft), ref: ref) }
        if sources.contains(.material) { verbs.add("submit", needs: .file, unless: gate(.file), ref: ref) }
        verbs.add("attest", needs: .file, unless: gate(.attest) ?? nilRefusal(obligation), ref: ref)
        let hasEnded = obligation.endedAt.map { now >= $0 } ?? false
        let due: FaultKind? = obligation.deadline.dueAt == nil ? .reliefInvalid : nil
        verbs.add("requestExtension", needs: .file, unless: hasEnded ? .obligationClosed : due, ref: ref)
        verbs.add("extend", needs: .relieve, unless: hasEnded ? .obligationClosed : due, ref: ref)
        verbs.add("waive", needs: .relieve, unless: hasEnded ? .obligationClosed : nil, ref: ref)
        return verbs
    }

    /// Q11.
    private func nilRefusal(_ obligation: Obligation) -> FaultKind? {
        if obligation.nilAt != nil { return .nilAttested }
        return isFiled ? .nilRefused : nil
    }

    /// As the caller sees it at `instant`; what may be done is told of the present.
    func seen(
        by authority: Authority, _ document: CampaignDocument, at instant: Instant, now: Instant
    ) -> Obligation {
        obligation(at: instant, verbs: verbs(for: authority, document, at: now))
    }
}
