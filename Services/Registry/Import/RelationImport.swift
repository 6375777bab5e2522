import Shared

enum RelationImport {
    static func run(_ csv: String, _ load: inout ImportLoad) async throws {
        let sheet = ImportSheet(
            csv, required: ["from", "to", "type"], optional: ["track", "valid_from", "basis", "source"])
        load.refuse(sheet.faults)
        load.count(rows: sheet.rows.count)
        var wanted: [(row: ImportRow, relation: RegistryAPI.SetRelation.Params)] = []
        for var row in sheet.rows {
            let relation = read(&row)
            load.refuse(row.bad)
            if row.bad.isEmpty, let relation { wanted.append((row, relation)) }
        }
        try await write(wanted, &load)
    }

    private static func read(_ row: inout ImportRow) -> RegistryAPI.SetRelation.Params? {
        let from = row.required("from")
        let to = row.required("to")
        _ = row.required("type")
        let type: RelationType? = row.choice("type")
        let validFrom = row.instant("valid_from")
        guard let from, let to, let type else { return nil }
        let relation = RegistryAPI.SetRelation.Params(
            type: type, from: UnitKey(from), to: UnitKey(to), track: row.text("track").map { TrackCode($0) },
            validFrom: validFrom, basis: row.text("basis"), source: row.text("source"))
        for violation in RelationRules.violations(of: relation) {
            row.refuse(String(violation.path.dropFirst("params.".count)), violation.rule, violation.detail)
        }
        return relation
    }

    private static func write(
        _ wanted: [(row: ImportRow, relation: RegistryAPI.SetRelation.Params)], _ load: inout ImportLoad
    ) async throws {
        let executor = load.executor
        let writer = RelationWriter(effect: executor, now: load.now)
        try await writer.lockGraphs(Set(wanted.map(\.relation.type)))
        let keys = Set(wanted.flatMap { [$0.relation.from, $0.relation.to] })
        let units = Dictionary(
            try await executor.query(RelationStatements.units, Array(keys)).map { ($0.key, $0.id) }
        ) { first, _ in first }
        // What stands of each unit, with what the rows above add.
        var standing = Dictionary(
            grouping: try await executor.query(
                RelationStatements.from, Set(wanted.map(\.relation.from)).compactMap { units[$0] }), by: \.from)

        var accepted: [(row: ImportRow, relation: Relation)] = []
        for (row, relation) in wanted {
            var row = row
            for (column, key) in [("from", relation.from), ("to", relation.to)] where units[key] == nil {
                row.refuse(column, "unknown_unit", "no unit has the key \(key)")
            }
            if row.bad.isEmpty {
                switch RelationRules.decide(relation, standing: standing[relation.from] ?? []) {
                case .unchanged: load.count(rows: 0, unchanged: 1)
                case .refused(let kind): row.refuse("to", kind.reason.lowercased(), kind.message)
                case .create:
                    let new = relation.relation(id: .make(at: load.now), revision: 1, now: load.now)
                    standing[relation.from, default: []].append(new)
                    accepted.append((row, new))
                case .update(let former):
                    let new = relation.relation(id: former.id, revision: former.revision + 1, now: load.now)
                    standing[relation.from]?.removeAll { $0.id == former.id }
                    standing[relation.from, default: []].append(new)
                    accepted.append((row, new))
                }
            }
            load.refuse(row.bad)
        }
        let circles = Set(try await writer.write(accepted.map(\.relation)))
        for (row, relation) in accepted where circles.contains(relation.id) {
            var row = row
            row.refuse("to", "cycle", "the unit would stand above itself")
            load.refuse(row.bad)
        }
        // With a circle everything is rolled back: which row to leave out is the author's choice, not ours.
        guard circles.isEmpty else { return load.void() }
        load.count(
            rows: 0, created: accepted.count { $0.relation.revision == 1 },
            updated: accepted.count { $0.relation.revision > 1 })
        for (_, relation) in accepted {
            try load.note(
                RecordedChange(
                    relation.revision == 1 ? .created : .updated, "relation", id: relation.id.description,
                    data: relation))
        }
    }
}
