import Shared

extension Material {
    /// What the caller may do with it, by the same states that the methods ask.
    func verbs(for authority: Authority, on track: TrackCode) -> Verbs {
        var verbs = Verbs(authority, over: ScopePoint(unit, [track]))
        let isOwn = by == authority.principal.name
        for verb in MaterialVerb.allCases {
            // Q13: nobody does any of it with what they sent themselves.
            let own: FaultKind? = isOwn ? .ownSubmission : nil
            verbs.add(
                verb.rawValue, needs: .review, unless: verb.states.contains(state) ? own : .materialStateWrong,
                ref: state.rawValue)
        }
        return verbs
    }

    /// As the caller sees it.
    func seen(
        by authority: Authority, on track: TrackCode, sameContent: [MaterialReceipt.Repeated]? = nil
    ) -> Material {
        let verbs = verbs(for: authority, on: track)
        return Material(
            id: id, campaign: campaign, obligation: obligation, unit: unit, kind: kind, title: title, text: text,
            rights: rights, attachments: attachments, state: state, shortlistReason: shortlistReason,
            publications: publications, returnReason: returnReason, dueBackAt: dueBackAt, receivedAt: receivedAt,
            claimedAt: claimedAt, by: by, onBehalfOf: onBehalfOf, contentDigest: contentDigest,
            sameContent: sameContent, may: verbs.may,
            blockedBy: verbs.blockedBy)
    }
}

/// What can be done with a material, and in which states.
enum MaterialVerb: String, CaseIterable {
    case `return`, accept, shortlist, publish, unpublish

    var states: Set<MaterialState> {
        switch self {
        // What stands on a channel is taken off it first.
        case .return: [.submitted, .accepted, .shortlisted]
        case .accept: [.submitted]
        case .shortlist: [.accepted]
        case .publish: [.shortlisted, .published]
        case .unpublish: [.published]
        }
    }
}
