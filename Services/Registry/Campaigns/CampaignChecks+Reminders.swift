import Shared

extension CampaignChecks {
    func checkReminders() {
        let (reminders, path) = (document.reminders, file["reminders"])
        expect(
            reminders.workingHours.start < reminders.workingHours.end, path["workingHours"], "inverted",
            "must end after they start")
        for (cap, name) in [
            (reminders.capPerPersonPerDay, "capPerPersonPerDay"),
            (reminders.escalationCapPerPersonPerDay, "escalationCapPerPersonPerDay"),
        ] {
            if let cap { expect(cap >= 1, path[name], "out_of_range", "must be 1 or more; leave it out for no cap") }
        }
        expectOnce(reminders.ladders.map(\.key)) { path["ladders"][$0]["key"] }
        expectOnce(reminders.templates.map { "\($0.key) \(($0.language ?? .zh).rawValue)" }) {
            path["templates"][$0]["key"]
        }
        checkLadders(at: path["ladders"])
        if let steps = reminders.returned {
            expectOnce(steps.map(\.key)) { path["returned"][$0]["key"] }
            for (index, step) in steps.enumerated() { check(step, anchor: "return", at: path["returned"][index]) }
        }
        if let notices = reminders.notices {
            for (template, name) in [
                (notices.eventAnnounced, "eventAnnounced"), (notices.eventChanged, "eventChanged"),
                (notices.eventPostponed, "eventPostponed"), (notices.eventCancelled, "eventCancelled"),
                (notices.dueMoved, "dueMoved"), (notices.extensionGranted, "extensionGranted"),
                (notices.itemReturned, "itemReturned"),
            ] {
                if let template { checkTemplate(template, at: path["notices"][name]) }
            }
        }
        for (index, template) in reminders.templates.enumerated() {
            let variables = reminders.variables(for: template.key)
            for (text, name) in [(template.subject, "subject"), (template.text, "text")] {
                guard let fault = CampaignDocument.Template.fault(in: text, variables: variables) else { continue }
                report(path["templates"][index][name], "placeholder", fault)
            }
        }
    }

    private func checkLadders(at path: FilePath) {
        let ladders = document.reminders.ladders
        let places = ladders.indices.flatMap { ladder in
            ladders[ladder].rules.indices.map { path[ladder]["rules"][$0] }
        }
        expectOnce(ladders.flatMap(\.rules)) { places[$0] }
        for (index, ladder) in ladders.enumerated() {
            let path = path[index]
            for (index, rule) in ladder.rules.enumerated() {
                expectKnown(rule, document.rules.map(\.key), of: "rules", path["rules"][index])
            }
            expect(!ladder.steps.isEmpty, path["steps"], "required", "there must be a step")
            expectOnce(ladder.steps.map(\.key)) { path["steps"][$0]["key"] }
            for (index, step) in ladder.steps.enumerated() {
                check(step, anchor: "obligation", at: path["steps"][index])
            }
        }
    }

    /// - Parameter anchor: what its dates may name beside the campaign's own anchors.
    private func check(_ step: CampaignDocument.Step, anchor: AnchorName, at path: FilePath) {
        let anchors = known.union([anchor])
        date(step.date, at: path["date"], anchors: anchors)
        if let last = step.usefulUntil { date(last, at: path["usefulUntil"], anchors: anchors) }
        if let repeats = step.repeats {
            let path = path["repeats"]
            expect(Cadence(repeats.every) != nil, path["every"], "expression", "must be \(Cadence.expectation)")
            expect(
                repeats.times != nil || repeats.until != nil, path, "required",
                "give times or until: a reminder does not go on for ever")
            if let times = repeats.times { expect(times >= 1, path["times"], "out_of_range", "must be 1 or more") }
            if let last = repeats.until { date(last, at: path["until"], anchors: anchors) }
        }
        checkTemplate(step.template, at: path["template"])
    }

    /// In Chinese it must be there: that is what is sent where another language is missing.
    private func checkTemplate(_ template: TemplateKey, at path: FilePath) {
        let templates = document.reminders.templates.filter { ($0.language ?? .zh) == .zh }.map(\.key)
        guard findings.isSound(file["reminders"]["templates"]), !templates.contains(template) else { return }
        report(path, "unknown_reference", "\(template) does not stand in reminders.templates")
    }
}
