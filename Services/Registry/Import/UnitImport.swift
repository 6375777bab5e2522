import Shared

/// Units are matched by key, then by code.
enum UnitImport {
    static func run(_ csv: String, _ load: inout ImportLoad) async throws {
        let sheet = ImportSheet(
            csv, required: ["key", "kind", "name"],
            optional: ["region", "level", "system", "flags", "codes", "valid_from", "source"])
        load.refuse(sheet.faults)
        load.count(rows: sheet.rows.count)
        var keys: Set<UnitKey> = []
        var codes: Set<String> = []
        var wanted: [UnitRow] = []
        for var row in sheet.rows {
            let unit = UnitRow(&row)
            if let unit {
                if !keys.insert(unit.key).inserted { row.refuse("key", "duplicate", "stands above already") }
                for (scheme, code) in unit.codes where !codes.insert("\(scheme)=\(code)").inserted {
                    row.refuse("codes", "duplicate", "\(scheme)=\(code) stands above already")
                }
            }
            load.refuse(row.bad)
            if row.bad.isEmpty, let unit { wanted.append(unit) }
        }
        try await write(wanted, &load)
    }

    private static func write(_ wanted: [UnitRow], _ load: inout ImportLoad) async throws {
        let executor = load.executor
        try await executor.execute(UnitStatements.lock, wanted.map(\.key))
        let byKey = Dictionary(
            try await executor.query(UnitStatements.byKeys, wanted.map(\.key), nil, load.now).map { ($0.key, $0) }
        ) { first, _ in first }
        let byCode = try await owners(of: wanted, executor, load.now)
        let regions = Set(
            try await executor.query(
                RegionStatements.byCodes, Array(Set(wanted.compactMap(\.region))), nil, load.now
            ).map(\.description.code))

        var created: [NewUnit] = []
        var updated: [UnitReplacement] = []
        for unit in wanted {
            var row = unit.row
            let owner = unit.codes.lazy.compactMap { byCode["\($0.key)=\($0.value)"] }.first
            let state = byKey[unit.key] ?? owner
            if let owner, let state, owner.id != state.id {
                row.refuse("codes", "code_taken", "the code is or was that of \(owner.key)")
            }
            if let region = unit.region, !regions.contains(region) {
                row.refuse("region", "unknown_region", "no region has the code \(region)")
            }
            if let state, let validFrom = unit.validFrom, validFrom != state.valid.lower {
                row.refuse("valid_from", "differs", "the unit stands with another beginning: use registry.units.update")
            }
            let description = unit.description(over: state?.description)
            for violation in UnitRules.violations(of: description) {
                row.refuse(String(violation.path.dropFirst("params.".count)), violation.rule, violation.detail)
            }
            load.refuse(row.bad)
            guard row.bad.isEmpty else { continue }
            if let state {
                guard state.description != description else {
                    load.count(rows: 0, unchanged: 1)
                    continue
                }
                updated.append(
                    UnitReplacement(state: state, before: nil, description: description, valid: state.valid))
            } else {
                created.append(
                    NewUnit(id: .make(at: load.now), key: unit.key, description: description, validFrom: unit.validFrom)
                )
            }
        }
        load.count(rows: 0, created: created.count, updated: updated.count)
        let writer = UnitWriter(effect: executor, now: load.now)
        try await writer.insert(created)
        try await writer.replace(updated)
        for (verb, keys) in [(ChangeVerb.created, created.map(\.key)), (.updated, updated.map(\.state.key))]
        where !keys.isEmpty {
            for state in try await executor.query(UnitStatements.byKeys, keys, nil, load.now) {
                try load.note(RecordedChange(verb, "unit", id: state.key.rawValue, data: state.unit(at: load.now)))
            }
        }
    }

    /// Which units have the codes of the file, by `scheme=code`.
    private static func owners(
        of wanted: [UnitRow], _ executor: any StatementExecutor, _ now: Instant
    ) async throws -> [String: UnitState] {
        let codes = wanted.flatMap { $0.codes.map { ($0.key, $0.value) } }
        guard !codes.isEmpty else { return [:] }
        var owners: [String: UnitState] = [:]
        for state in try await executor.query(UnitStatements.byCodes, codes.map(\.0), nil, now, codes.map(\.1)) {
            for (scheme, code) in state.description.codes { owners["\(scheme)=\(code)"] = state }
        }
        return owners
    }
}

/// A row of the file as far as it names things.
private struct UnitRow {
    let row: ImportRow
    let key: UnitKey
    let kind: UnitKind
    let name: String
    let region: RegionCode?
    let level: UnitLevel?
    let codes: [CodeScheme: String]
    let validFrom: Instant?

    init?(_ row: inout ImportRow) {
        let key = row.required("key")
        let kind = row.required("kind")
        let name = row.required("name")
        region = row.text("region").map { RegionCode($0) }
        level = row.choice("level")
        validFrom = row.instant("valid_from")
        var codes: [CodeScheme: String] = [:]
        for pair in row.list("codes") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, codes.updateValue(parts[1], forKey: CodeScheme(parts[0])) == nil else {
                row.refuse("codes", "shape", "must be scheme=code, each scheme once, separated by ;")
                continue
            }
        }
        self.codes = codes
        for violation in key.map({ UnitRules.violations(key: UnitKey($0)) }) ?? [] {
            row.refuse("key", violation.rule, violation.detail)
        }
        guard let key, let kind, let name else { return nil }
        self.key = UnitKey(key)
        self.kind = UnitKind(kind)
        self.name = name
        self.row = row
    }

    /// What the row says over what stands: an absent column leaves it alone, and codes are added, never taken away.
    func description(over standing: UnitDescription?) -> UnitDescription {
        UnitDescription(
            kind: kind, name: name, region: row.has("region") ? region : standing?.region,
            level: level ?? standing?.level ?? UnitRules.standardLevel(of: kind),
            system: row.has("system") ? row.text("system").map { SystemName($0) } : standing?.system,
            flags: row.has("flags") ? Set(row.list("flags")).sorted().map { UnitFlag($0) } : standing?.flags ?? [],
            codes: (standing?.codes ?? [:]).merging(codes) { _, new in new },
            source: row.has("source") ? row.text("source") : standing?.source)
    }
}
