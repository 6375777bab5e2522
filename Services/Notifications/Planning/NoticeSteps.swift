import Shared

/// Whom a change is told, in which words: everybody who was told before; of an event that is announced those it concerns as
/// well, of an extension the unit that has it (M12). Pure.
struct NoticeSteps {
    let state: PlanningState
    /// By id, of those in force.
    let obligations: [ID<Obligation>: Duty]

    private var templates: CampaignDocument.NoticeTemplates { state.reminders.notices ?? .init() }

    func occurrences(of notice: Notice) -> [Occurrence] {
        switch notice.subject {
        case .obligation(let id): obligations[id].map { occurrences(of: notice, about: $0) } ?? []
        case .event(let id): state.events[id].map { occurrences(of: notice, about: $0) } ?? []
        }
    }

    private func occurrences(of notice: Notice, about duty: Duty) -> [Occurrence] {
        if notice.kind == .itemReturned { return returned(notice, duty) }
        let template = notice.kind == .extensionGranted ? templates.extensionGranted : templates.dueMoved
        // No due time any more, or another one since: what holds now is told by its own notice.
        guard let template, let dueAt = duty.dueAt else { return [] }
        var told = state.told[notice.subject] ?? [:]
        let unit = Reminder.Recipient(unit: duty.unit, role: .reporter)
        // Who has more time hears of it, reminded or not.
        if notice.kind == .extensionGranted, told[unit] == nil { told.updateValue(nil, forKey: unit) }
        // A move back to what somebody was told last says nothing to them.
        return told.filter { $0.value != dueAt }.keys.flatMap { recipient in
            expand(notice, duty, template, to: recipient, dueAt: dueAt)
        }
    }

    /// To everybody who was told of what is owed, but the unit where the ladder of returned items begins with it.
    private func returned(_ notice: Notice, _ duty: Duty) -> [Occurrence] {
        // Given back again since, or filed again: that is told by another notice, or by none.
        guard let template = templates.itemReturned, let back = state.returns[duty.id],
            notice.step == Notice.step(ofReturnAt: back.returnedAt)
        else { return [] }
        var recipients = Set((state.told[notice.subject] ?? [:]).keys)
        if state.reminders.returned != nil {
            recipients.remove(Reminder.Recipient(unit: duty.unit, role: .reporter))
        }
        return recipients.flatMap { expand(notice, duty, template, to: $0, dueAt: back.due) }
    }

    /// Of an obligation those alone are told who have its unit in their line now (M10): its unit, to whom it is owed, the
    /// track's receiver, and who stands above it. Who was told before and has gone is left out, and named.
    private func expand(
        _ notice: Notice, _ duty: Duty, _ template: TemplateKey, to recipient: Reminder.Recipient, dueAt: Instant
    ) -> [Occurrence] {
        let near = [duty.unit, duty.receiver, state.campaign.track(duty.track)?.receiver.unit]
        let isInLine =
            near.contains(recipient.unit)
            || state.lines.holds(recipient.unit, above: .init(unit: duty.unit, track: duty.track))
        return expand(
            notice, .obligation(duty), template, to: recipient, dueAt: dueAt, uselessFrom: nil,
            hindrance: isInLine ? nil : .outOfLine)
    }

    private func occurrences(of notice: Notice, about news: EventNews) -> [Occurrence] {
        let told = Set((state.told[notice.subject] ?? [:]).keys)
        let isAnnouncement = notice.kind == .eventAnnounced || notice.kind == .eventChanged
        let concerned = isAnnouncement ? news.concerned.map { Reminder.Recipient(unit: $0, role: .reporter) } : []
        return told.union(concerned).flatMap { recipient -> [Occurrence] in
            let template: TemplateKey? =
                switch notice.kind {
                case .eventAnnounced, .eventChanged:
                    told.contains(recipient) ? templates.eventChanged : templates.eventAnnounced
                case .eventPostponed: templates.eventPostponed
                case .eventCancelled: templates.eventCancelled
                case .dueMoved, .extensionGranted, .itemReturned: nil
                }
            guard let template else { return [] }
            return expand(notice, .event(news), template, to: recipient, dueAt: news.start, uselessFrom: news.end)
        }
    }

    private func expand(
        _ notice: Notice, _ subject: Subject, _ template: TemplateKey, to recipient: Reminder.Recipient,
        dueAt: Instant, uselessFrom: Instant?, hindrance: NonIntent.Reason? = nil
    ) -> [Occurrence] {
        let reaches: [Reach?] = state.reachable[recipient] ?? [nil]
        // An invitation after the announcement says the same to who is new.
        let name = String(notice.step.prefix { $0 != "+" })
        return reaches.map { reach in
            Occurrence(
                subject: subject, family: .change, kind: .reminder, template: template, name: name,
                at: notice.at, dueAt: dueAt, recipient: recipient, reach: reach, uselessFrom: uselessFrom,
                change: notice, hindrance: hindrance)
        }
    }

    /// Whether what the step says still holds: an event is announced once, by its newest announcement, while it is on.
    static func holds(_ step: String, of news: EventNews) -> Bool {
        switch news.event.state {
        case .published, .held: step == news.announcement
        case .postponed: step.hasPrefix("event/postponed")
        case .cancelled: step.hasPrefix("event/cancelled")
        case .draft, .submitted, .returned, .approved: false
        }
    }
}
