import Shared

extension Relief {
    /// As the caller sees it.
    func seen(by authority: Authority, over point: ScopePoint) -> Relief {
        var verbs = Verbs(authority, over: point)
        verbs.add("revoke", needs: .relieve, unless: revokedAt == nil ? nil : .reliefUnknown, ref: id.description)
        return Relief(
            id: id, obligation: obligation, kind: kind, basis: basis, outage: outage, act: act, by: by,
            grantedAt: grantedAt, until: until, revokedAt: revokedAt, may: verbs.may, blockedBy: verbs.blockedBy)
    }
}

extension ExtensionRequest {
    /// As the caller sees it. Nobody answers their own.
    func seen(by authority: Authority, over point: ScopePoint) -> ExtensionRequest {
        var verbs = Verbs(authority, over: point)
        let isAnswered: FaultKind? = state == .open ? nil : .requestUnknown
        let isOwn: FaultKind? = by == authority.principal.name ? .ownSubmission : nil
        verbs.add("grant", needs: .relieve, unless: isAnswered ?? isOwn, ref: obligation.description)
        verbs.add("deny", needs: .relieve, unless: isAnswered ?? isOwn, ref: id.description)
        return ExtensionRequest(
            id: id, obligation: obligation, until: until, basis: basis, by: by, requestedAt: requestedAt,
            state: state, decidedBy: decidedBy, decidedAt: decidedAt, reason: reason, may: verbs.may,
            blockedBy: verbs.blockedBy)
    }
}
