import Shared

enum RegionImport {
    static func run(_ csv: String, _ load: inout ImportLoad) async throws {
        let sheet = ImportSheet(
            csv, required: ["code", "name", "level", "parent"],
            optional: ["admin_type", "direct_to_province", "valid_from", "source"])
        load.refuse(sheet.faults)
        load.count(rows: sheet.rows.count)
        var seen: Set<RegionCode> = []
        var wanted: [(row: ImportRow, region: RegionDescription, validFrom: Instant?)] = []
        for var row in sheet.rows {
            let validFrom = row.instant("valid_from")
            let region = read(&row)
            if let region, !seen.insert(region.code).inserted {
                row.refuse("code", "duplicate", "stands above already")
            }
            load.refuse(row.bad)
            if row.bad.isEmpty, let region { wanted.append((row, region, validFrom)) }
        }
        try await write(wanted, &load)
    }

    private static func read(_ row: inout ImportRow) -> RegionDescription? {
        let code = row.required("code")
        if let code, !isCode(code) { row.refuse("code", "shape", "must be six digits (GB/T 2260)") }
        let parent = row.text("parent")
        if let parent, parent == code { row.refuse("parent", "itself", "must be another region") }
        let name = row.required("name")
        _ = row.required("level")
        let level: RegionLevel? = row.choice("level")
        if parent == nil, let level, level != .province { row.refuse("parent", "required", "only a province has none") }
        guard let code, let name, let level else { return nil }
        return RegionDescription(
            code: RegionCode(code), name: name, level: level, parent: parent.map { RegionCode($0) },
            adminType: row.text("admin_type"), directToProvince: row.flag("direct_to_province"),
            source: row.text("source"))
    }

    private static func write(
        _ wanted: [(row: ImportRow, region: RegionDescription, validFrom: Instant?)], _ load: inout ImportLoad
    ) async throws {
        let executor = load.executor
        let codes = wanted.map(\.region.code)
        let parents = wanted.compactMap(\.region.parent)
        try await executor.execute(RegionStatements.lock, codes)
        let standing = Dictionary(
            try await executor.query(RegionStatements.byCodes, Array(Set(codes + parents)), nil, load.now)
                .map { ($0.description.code, $0) }
        ) { first, _ in first }
        let known = Set(standing.keys).union(codes)

        var created: [(RegionDescription, HalfOpenRange<Instant>)] = []
        var updated: [(RegionState, RegionDescription)] = []
        for (row, region, validFrom) in wanted {
            var row = row
            if let parent = region.parent, !known.contains(parent) {
                row.refuse("parent", "unknown_region", "no region has the code \(parent)")
            } else if let state = standing[region.code] {
                if let validFrom, validFrom != state.valid.lower {
                    row.refuse("valid_from", "differs", "the region stands with another beginning")
                } else if state.description == region {
                    load.count(rows: 0, unchanged: 1)
                } else {
                    updated.append((state, region))
                }
            } else {
                created.append((region, HalfOpenRange(from: validFrom, upTo: nil)))
            }
            load.refuse(row.bad)
        }
        load.count(rows: 0, created: created.count, updated: updated.count)
        guard !created.isEmpty || !updated.isEmpty else { return }
        try await executor.execute(RegionStatements.insert, created.map(\.0.code))
        try await executor.execute(RegionStatements.supersede, updated.map(\.0.version), load.now)
        let states = created + updated.map { ($0.1, $0.0.valid) }
        try await executor.execute(
            RegionStatements.insertVersions, states.map(\.0.code), states.map(\.0.name), states.map(\.0.level),
            states.map(\.0.parent), states.map(\.0.adminType), states.map(\.0.directToProvince), states.map(\.0.source),
            states.map(\.1), load.now)
        for (index, state) in states.enumerated() {
            try load.note(
                RecordedChange(
                    index < created.count ? .created : .updated, "region", id: state.0.code.rawValue,
                    data: state.0.region(valid: state.1)))
        }
    }

    private static func isCode(_ text: String) -> Bool {
        text.utf8.count == 6 && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }
}
