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
        expectOnce(reminders.templates.map(\.key)) { path["templates"][$0]["key"] }
        checkLadders(at: path["ladders"])
        for (index, template) in reminders.templates.enumerated() {
            checkPlaceholders(template.subject, at: path["templates"][index]["subject"])
            checkPlaceholders(template.text, at: path["templates"][index]["text"])
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
            for (index, step) in ladder.steps.enumerated() { check(step, at: path["steps"][index]) }
        }
    }

    private func check(_ step: CampaignDocument.Step, at path: FilePath) {
        let anchors = known.union(["obligation"])
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
        let templates = document.reminders.templates.map(\.key)
        guard findings.isSound(file["reminders"]["templates"]), !templates.contains(step.template) else { return }
        report(path["template"], "unknown_reference", "\(step.template) does not stand in reminders.templates")
    }

    static let placeholders: Set<String> = [
        "campaign", "track", "unit", "item", "due", "have", "need", "missing", "receiver", "clause",
    ]

    private func checkPlaceholders(_ text: String, at path: FilePath) {
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                return report(path, "placeholder", "a brace without its other half")
            }
            let name = String(rest[rest.index(after: open)..<close])
            expect(
                Self.placeholders.contains(name), path, "placeholder",
                "there is no {\(name)}; known are \(Self.placeholders.sorted().joined(separator: ", "))")
            rest = rest[rest.index(after: close)...]
        }
    }
}
