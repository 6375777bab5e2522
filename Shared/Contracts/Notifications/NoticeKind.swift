/// What happened, of which those are told who were told before (M12).
package enum NoticeKind: String, Codable, Sendable, Hashable, CaseIterable {
    /// The due time of an obligation moved.
    case dueMoved = "due_moved"
    /// An obligation was given more time.
    case extensionGranted = "extension_granted"
    /// Something that was filed was given back.
    case itemReturned = "item_returned"
    /// An event was published, or a unit was invited to one.
    case eventAnnounced = "event_announced"
    /// Time, place or host of a published event changed.
    case eventChanged = "event_changed"
    /// A published event was put off.
    case eventPostponed = "event_postponed"
    /// A published event was called off.
    case eventCancelled = "event_cancelled"
}

extension CampaignDocument.NoticeTemplates {
    /// The template that speaks of a kind of change; nil: nobody is told of it.
    package subscript(kind: NoticeKind) -> TemplateKey? {
        switch kind {
        case .dueMoved: dueMoved
        case .extensionGranted: extensionGranted
        case .itemReturned: itemReturned
        case .eventAnnounced: eventAnnounced
        case .eventChanged: eventChanged
        case .eventPostponed: eventPostponed
        case .eventCancelled: eventCancelled
        }
    }
}
