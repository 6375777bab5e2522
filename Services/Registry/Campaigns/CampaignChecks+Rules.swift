import Shared

extension CampaignChecks {
    func checkRules() {
        expectOnce(document.rules.map(\.key)) { file["rules"][$0]["key"] }
        for (index, rule) in document.rules.enumerated() { check(rule, at: file["rules"][index]) }
    }

    private func check(_ rule: CampaignDocument.Rule, at path: FilePath) {
        checkTrack(rule.track, path["track"])
        check(rule.when, at: path["when"])
        expect(!rule.subjects.isEmpty, path["subjects"], "required", "somebody must owe it")
        for (index, selector) in rule.subjects.enumerated() {
            let path = path["subjects"][index]
            check(selector, at: path)
            expect(
                rule.to == .province || selector.reportsTo != nil, path, "required",
                "what is owed to a parent needs reportsTo: a unit without a line would owe it to nobody")
        }
        checkItems(of: rule, at: path)
        if let quota = rule.quota { expect(quota >= 1, path["quota"], "out_of_range", "must be 1 or more") }
        if document.lateHandling(of: rule) == nil, findings.isSound(file["switches"]) {
            let handlings = CampaignDocument.LateHandling.allCases.map(\.rawValue).joined(separator: ", ")
            report(path["late"], "unknown_value", "must be one of \(handlings), or a switch whose value is one")
        }
        let opens = rule.opens.flatMap { date($0, at: path["opens"], anchors: known) }
        if let deadline = due(rule.deadline, at: path["deadline"]) { checkDates(opens, deadline, at: path) }
    }

    private func checkItems(of rule: CampaignDocument.Rule, at path: FilePath) {
        expect(!rule.items.isEmpty, path["items"], "required", "something must be owed")
        expectOnce(rule.items) { path["items"][$0] }
        for (index, item) in rule.items.enumerated() {
            expectKnown(item, document.items.map(\.code), of: "items", path["items"][index])
        }
        let sources = Set(rule.items.compactMap { document.item($0)?.source })
        if rule.items.count > 1 || (rule.quota ?? 1) > 1 {
            expect(
                sources.isSubset(of: [.material]), path["items"], "not_countable",
                "several items together, or a quota above 1, need items whose source is material")
        }
    }

    /// L7, for what is known from the file: it can be met, and its time to be met is not over before it begins.
    private func checkDates(_ opens: DateExpression?, _ deadline: DueExpression, at path: FilePath) {
        guard findings.isSound(file["tracks"]), findings.isSound(file["switches"]),
            let result = try? deadline.evaluate(in: scope)
        else { return }
        expect(
            result.status != .infeasible, path["deadline"], "infeasible",
            "can never be met: what it waits for comes after its cap")
        if let first = opens.flatMap({ try? $0.evaluate(in: scope).date }), let last = result.civilDate {
            expect(first <= last, path["opens"], "inverted", "opens on \(first), after its last day \(last)")
        }
    }

    // Expressions.

    /// The anchors whose days stand in the file.
    var known: Set<AnchorName> { Set(windows.keys) }

    /// Those that become known later: a unit's own week of a track.
    private var later: Set<AnchorName> { Set(document.tracks.map { "localWeek.\($0.code)" }) }

    private var windows: [AnchorName: Anchor] {
        Dictionary(
            document.tracks.map {
                ("window.\($0.code)", Anchor(start: $0.window.start, end: $0.window.end, revision: 1))
            }
        ) { first, _ in first }
    }

    private var scope: DeadlineScope {
        DeadlineScope(
            zone: document.zone, calendar: WorkCalendar().orPlainWeek, anchors: windows, switches: switches)
    }

    /// The date expression at `path`; nil when it cannot be read, which is reported.
    @discardableResult
    func date(_ text: String, at path: FilePath, anchors: Set<AnchorName>) -> DateExpression? {
        parse(at: path) { () throws(ExpressionError) in
            let expression = try DateExpression.parse(text)
            // As when something is due on it, which asks for a cap where an anchor may stay unknown.
            check(.until(expression, .endOfDay, .value(.inclusive)), at: path, anchors: anchors)
            return expression
        }
    }

    private func due(_ text: String, at path: FilePath) -> DueExpression? {
        parse(at: path) { () throws(ExpressionError) in
            let expression = try DueExpression.parse(text)
            check(expression, at: path, anchors: known)
            return expression
        }
    }

    private func parse<Expression>(
        at path: FilePath, _ read: () throws(ExpressionError) -> Expression
    ) -> Expression? {
        guard findings.isSound(path) else { return nil }
        do {
            return try read()
        } catch {
            report(path, "expression", "\(error)")
            return nil
        }
    }

    private func check(_ due: DueExpression, at path: FilePath, anchors: Set<AnchorName>) {
        guard findings.isSound(file["tracks"]), findings.isSound(file["switches"]) else { return }
        let unknown = due.anchors(switches: switches).subtracting(anchors).subtracting(later)
        for anchor in unknown.sorted() {
            let names = anchors.union(later).sorted().joined(separator: ", ")
            report(path, "unknown_reference", "there is no anchor \(anchor); known are \(names)")
        }
        guard unknown.isEmpty else { return }
        for fault in due.faults(switches: switches, known: anchors) { report(path, "expression", fault) }
    }
}
