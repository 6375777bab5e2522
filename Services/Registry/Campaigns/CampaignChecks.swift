import Shared

/// What the shape of a campaign file does not say: references lead somewhere, keys stand once, expressions can be read
/// and always give a date, windows are the right way round.
///
/// A part that was read with a stand-in is not looked at, and nothing is held against a list that has one: its fault is
/// known already, and another one would be made up.
struct CampaignChecks {
    let document: CampaignDocument
    let findings: FileFindings
    let file = FilePath()
    let switches: [SwitchName: String]

    init(_ document: CampaignDocument, _ findings: FileFindings) {
        self.document = document
        self.findings = findings
        switches = Dictionary(document.switches.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
    }

    func run() {
        checkNotice()
        checkTracks()
        checkVocabularies()
        checkSwitches()
        checkItems()
        checkForms()
        checkRules()
        checkReminders()
    }

    // What every check is made of.

    func report(_ path: FilePath, _ rule: String, _ detail: String) {
        if findings.isSound(path) { findings.report(path, rule, detail) }
    }

    func expect(_ holds: Bool, _ path: FilePath, _ rule: String, _ detail: @autoclosure () -> String) {
        if !holds { report(path, rule, detail()) }
    }

    /// Each key once.
    func expectOnce<Key: Hashable>(_ keys: some Sequence<Key>, _ path: (Int) -> FilePath) {
        var seen: Set<Key> = []
        for (index, key) in keys.enumerated() where !seen.insert(key).inserted {
            report(path(index), "repeated", "\(key) stands twice")
        }
    }

    /// `key` is one of those `list` defines.
    func expectKnown<Key: Hashable>(
        _ key: Key, _ known: some Sequence<Key>, of list: String, _ path: FilePath
    ) {
        guard findings.isSound(file[list]), !known.contains(key) else { return }
        report(path, "unknown_reference", "\(key) does not stand in \(list)")
    }

    // The notice and those it concerns.

    private func checkNotice() {
        expect(
            document.issuers.filter { $0.role == .lead }.count == 1, file["issuers"], "lead",
            "exactly one issuer leads")
        expectOnce(document.issuers.map(\.unit)) { file["issuers"][$0]["unit"] }
        expectOnce(document.systems.map(\.name)) { file["systems"][$0]["name"] }
        expectOnce(document.addressees.map(\.key)) { file["addressees"][$0]["key"] }
        for (index, issuer) in document.issuers.enumerated() {
            expectKnown(
                issuer.system, document.systems.map(\.name), of: "systems", file["issuers"][index]["system"])
        }
        expectKnown(document.authority, document.issuers.map(\.unit), of: "issuers", file["authority"])
        for (index, group) in document.addressees.enumerated() {
            check(group.selector, at: file["addressees"][index]["selector"])
            if let expected = group.expected {
                expect(expected >= 0, file["addressees"][index]["expected"], "out_of_range", "must not be negative")
            }
        }
        expectOnce(document.ceremonies.map(\.key)) { file["ceremonies"][$0]["key"] }
        for (index, ceremony) in document.ceremonies.enumerated() {
            let path = file["ceremonies"][index]
            for (index, track) in ceremony.tracks.enumerated() { checkTrack(track, path["tracks"][index]) }
            if let form = ceremony.form { checkForm(form, path["form"]) }
            expectOnce([ceremony.host] + ceremony.coHosts) { $0 == 0 ? path["host"] : path["coHosts"][$0 - 1] }
        }
        if let list = document.plannedActivities {
            checkTrack(list.track, file["plannedActivities"]["track"])
            if let form = list.form { checkForm(form, file["plannedActivities"]["form"]) }
        }
    }

    private func checkTracks() {
        expect(!document.tracks.isEmpty, file["tracks"], "required", "there must be a track")
        expectOnce(document.tracks.map(\.code)) { file["tracks"][$0]["code"] }
        for (index, track) in document.tracks.enumerated() {
            let path = file["tracks"][index]
            expect(
                track.window.start <= track.window.end, path["window"], "inverted",
                "ends on \(track.window.end), before it starts on \(track.window.start)")
            expect(
                DateExpression("anchor(window.\(track.code), end)") != nil, path["code"], "shape",
                "must be letters, digits, - or _: rules name window.\(track.code)")
        }
    }

    private func checkVocabularies() {
        expectOnce(document.vocabularies.map(\.key)) { file["vocabularies"][$0]["key"] }
        for (index, vocabulary) in document.vocabularies.enumerated() {
            let path = file["vocabularies"][index]["terms"]
            expect(!vocabulary.terms.isEmpty, path, "required", "there must be a term")
            expectOnce(vocabulary.terms.map(\.code)) { path[$0]["code"] }
        }
    }

    private func checkSwitches() {
        expectOnce(document.switches.map(\.key)) { file["switches"][$0]["key"] }
        for (index, item) in document.switches.enumerated() {
            let path = file["switches"][index]
            expect(
                DueExpression(item.key.rawValue) == .named(item.key.rawValue), path["key"], "shape",
                "must be a capital letter, then letters and digits, such as S1")
            guard let choices = item.choices else { continue }
            expectOnce(choices.map(\.value)) { path["choices"][$0]["value"] }
            expect(
                choices.contains { $0.value == item.value }, path["value"], "not_a_choice",
                "must be one of \(choices.map(\.value).joined(separator: ", "))")
        }
    }

    private func checkItems() {
        expectOnce(document.items.map(\.code)) { file["items"][$0]["code"] }
        for (index, item) in document.items.enumerated() {
            let path = file["items"][index]
            switch item.source {
            case .submission, .material:
                expect(item.form != nil, path, "required", "what is filed needs a form")
            case .localWeek:
                expect(item.form == nil, path["form"], "not_allowed", "a week is declared, not filed on a form")
            }
            if let form = item.form { checkForm(form, path["form"]) }
        }
    }

    // Shared by several.

    func checkTrack(_ track: TrackCode, _ path: FilePath) {
        expectKnown(track, document.tracks.map(\.code), of: "tracks", path)
    }

    func checkForm(_ form: FormKey, _ path: FilePath) {
        expectKnown(form, document.forms.map(\.key), of: "forms", path)
    }

    /// Every switch a condition names exists and can have the value it asks for.
    func check(_ condition: [SwitchKey: String]?, at path: FilePath) {
        for (key, value) in (condition ?? [:]).sorted(by: { $0.key < $1.key }) {
            let place = path[key.rawValue]
            expectKnown(key, document.switches.map(\.key), of: "switches", place)
            guard let choices = document.switches.first(where: { $0.key == key })?.choices else { continue }
            expect(
                choices.contains { $0.value == value }, place, "not_a_choice",
                "\(key) is never \(value): its choices are \(choices.map(\.value).joined(separator: ", "))")
        }
    }

    func check(_ selector: CampaignDocument.Selector, at path: FilePath) {
        expect(
            !(selector.kinds ?? []).isEmpty || !(selector.flags ?? []).isEmpty || selector.reportsTo != nil, path,
            "selects_none", "give kinds, flags or reportsTo: an empty selector selects nobody")
        check(selector.when, at: path["when"])
    }
}
