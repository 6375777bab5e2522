import Shared

extension CampaignChecks {
    /// What a form itself must be says `FormDefinition.flaws`; here only that its key stands once.
    func checkForms() {
        expectOnce(document.forms.map(\.key)) { file["forms"][$0]["key"] }
        let whole = FormSurroundings(document)
        // Against a list that was read with a stand-in nothing is held.
        let surroundings = FormSurroundings(
            vocabularies: findings.isSound(file["vocabularies"]) ? whole.vocabularies : nil,
            forms: findings.isSound(file["forms"]) ? whole.forms : nil)
        for (index, form) in document.forms.enumerated() {
            let path = file["forms"][index]
            for flaw in form.flaws(in: surroundings)
            where flaw.path.first != .member("rules") || findings.isSound(path["fields"]) {
                report(path.appending(flaw.path), flaw.rule, flaw.detail)
            }
        }
    }
}

extension FilePath {
    fileprivate func appending(_ steps: [FormFlaw.Step]) -> FilePath {
        steps.reduce(self) { path, step in
            switch step {
            case .member(let name): path[name]
            case .index(let index): path[index]
            }
        }
    }
}
