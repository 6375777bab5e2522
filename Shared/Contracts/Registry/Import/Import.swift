extension RegistryAPI {
    /// What loading a file would do.
    package enum PlanImport: RPCMethod {
        package typealias Params = ImportParams
        package typealias Result = ImportReport

        package static let contract = MethodContract(
            "registry.import.plan", "What loading a CSV file would create and change, and which rows are bad.",
            kind: .query, access: .roles([.provinceAdmin]))
        package static let examples = [
            Example(
                params: ImportParams(
                    kind: .units, csv: "key,kind,name,region\nschool:宿州市/宿州工业学校,secondary_local,宿州工业学校,341300\n"),
                result: ImportReport(rows: 1, created: 1, updated: 0, unchanged: 0, skipped: 0, bad: []))
        ]
    }

    /// Loads a file: all of it, or nothing.
    package enum ApplyImport: RPCMethod {
        package typealias Params = ImportParams
        package typealias Result = ImportReport

        package static let contract = MethodContract(
            "registry.import.apply",
            "Loads a CSV file in one transaction; nothing is written when a row is bad, unless bad rows are to be skipped.",
            kind: .mutation, access: .roles([.provinceAdmin]), faults: [.importRefused])
        package static let examples = [
            Example(
                "a second time",
                params: ImportParams(
                    kind: .units, csv: "key,kind,name,region\nschool:宿州市/宿州工业学校,secondary_local,宿州工业学校,341300\n"),
                result: ImportReport(rows: 1, created: 0, updated: 0, unchanged: 1, skipped: 0, bad: []))
        ]
    }
}

/// A CSV file (RFC 4180, UTF-8, a header line) of one kind of thing. Rows are matched by key; a row that says what
/// stands already changes nothing. What a file does not name is left alone. Times are RFC 3339 with offset or civil
/// dates (then the start of the day in Asia/Shanghai); an empty `valid_from` is since before the records begin.
package struct ImportParams: Codable, Sendable, Hashable {
    /// What the rows are.
    package let kind: ImportKind
    /// The file's text, at most 4 MiB with the rest of the message.
    package let csv: String
    /// Load the good rows and report the bad ones, instead of refusing the file. Default false.
    package let skipBadRows: Bool?

    package init(kind: ImportKind, csv: String, skipBadRows: Bool? = nil) {
        self.kind = kind
        self.csv = csv
        self.skipBadRows = skipBadRows
    }
}

/// Columns by kind; those in brackets may be missing, any other is refused. A cell of several values separates them by `;`.
package enum ImportKind: String, Codable, Sendable, Hashable, CaseIterable {
    /// `code, name, level, parent, [admin_type, direct_to_province (Y|N), valid_from, source]`
    case regions
    /// `key, kind, name, [region, level, system, flags, codes (scheme=code), valid_from, source]`
    case units
    /// `from, to, type, [track, valid_from, basis, source]`
    case relations
    /// `unit, role, address, [channel, person, verified_at, quiet_from, quiet_to, source]`
    case contacts
}

/// What an import did or, as a dry run, would do: every row counts once.
package struct ImportReport: Codable, Sendable, Hashable {
    /// Rows without the header.
    package let rows: Int
    /// Rows that are new things.
    package let created: Int
    /// Rows that change what stands.
    package let updated: Int
    /// Rows that say what stands already.
    package let unchanged: Int
    /// Bad rows that were left out because `skipBadRows` was asked for.
    package let skipped: Int
    /// At most 200, in the order of the file.
    package let bad: [BadCell]

    package init(rows: Int, created: Int, updated: Int, unchanged: Int, skipped: Int, bad: [BadCell]) {
        self.rows = rows
        self.created = created
        self.updated = updated
        self.unchanged = unchanged
        self.skipped = skipped
        self.bad = bad
    }
}

/// What is wrong with one row. Never repeats an address.
package struct BadCell: Codable, Sendable, Hashable {
    /// Of the file, from 1; the header is line 1.
    package let line: Int
    /// The column's name; null when the row as a whole is wrong.
    package let column: String?
    /// Stable, snake_case: `required`, `unknown_kind`, `unknown_region`, `duplicate`, `cycle` …
    package let rule: String
    /// What is wrong and what would be right.
    package let detail: String

    package init(line: Int, column: String?, rule: String, detail: String) {
        self.line = line
        self.column = column
        self.rule = rule
        self.detail = detail
    }
}
