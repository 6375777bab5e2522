import Foundation
package import Postgres

/// A schema with as many rows as a planner needs to think of a country, made up from the catalog alone.
///
/// Sequential scans are only tempting or not by what ANALYZE has counted, and PostgreSQL offers no way to write such counts
/// by hand before version 18: it multiplies them with the pages the table really has. So there are real rows. Rules the rows
/// would break (checks, references, exclusions) are dropped first; indexes stay, those of exclusion constraints too.
///
/// With a connection string in `WEEK_NATIONAL` the statements are held against that database instead, which
/// `scripts/national fill` has made: then every table with more rows than these is a large one.
package struct NationalTables: Sendable {
    let schema: String
    let large: [String]
    private let national: DatabaseConfiguration?

    private static let largeCount = 10_000
    private static let smallCount = 100
    /// Columns by which rows fall into few groups, whatever the table.
    private static let fewValues: Set<String> = [
        "action", "campaign", "channel", "entity", "item", "kind", "level", "method", "mode", "principal", "role",
        "scheme", "stage", "state", "status", "strand", "track", "type", "verb", "year", "version",
    ]

    /// The tables of `large(of:)` have many rows, every other table of the schema few.
    package init(_ database: Database, schema: String) async throws {
        self.schema = schema
        if let conninfo = ProcessInfo.processInfo.environment["WEEK_NATIONAL"] {
            let configuration = try DatabaseConfiguration(
                conninfo: conninfo, applicationName: "plans", schema: schema)
            national = configuration
            let nation = Database(configuration: configuration, logger: TestPostgres.logger)
            defer { nation.close() }
            self.large = try await nation.query(Self.grown, schema, Double(Self.largeCount))
            return
        }
        national = nil
        large = Self.large(of: schema)
        let all = try await database.query(Self.tables, schema)
        let unknown = Set(large).subtracting(all)
        guard unknown.isEmpty else { throw StatementMismatch(faults: unknown.map { "there is no table \($0)" }) }
        let small = all.filter { !large.contains($0) }
        try await database.withLease { lease in
            lease.retire()
            try await lease.script("SET session_replication_role = replica; SET statement_timeout = 0")
            for statement in try await lease.query(Self.rulesToDrop, schema) { try await lease.script(statement) }
            for (tables, count) in [(large, Self.largeCount), (small, Self.smallCount)] {
                for table in tables { try await Self.fill(table, of: schema, with: count, lease) }
            }
            try await lease.script("ANALYZE")
        }
    }

    private static let tables = Statement(
        """
        SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname <> 'schema_migrations' ORDER BY 1
        """, String.self, access: .write
    ) { row in try row.next(String?.self) ?? "" }

    /// By what ANALYZE has counted.
    private static let grown = Statement(
        """
        SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relkind = 'r' AND c.reltuples > $2 ORDER BY 1
        """, String.self, Double.self, access: .write
    ) { row in try row.next(String?.self) ?? "" }

    private static let rulesToDrop = Statement(
        """
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname)
            || coalesce('; ' || pg_get_indexdef(nullif(c.conindid, 0)), '')
        FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
        WHERE n.nspname = $1 AND c.contype IN ('c', 'x') AND c.conrelid <> 0
        """, String.self, access: .write
    ) { row in try row.next(String?.self) ?? "" }

    private static let columns = Statement(
        """
        SELECT a.attname::text, format_type(a.atttypid, NULL), a.attnotnull, coalesce(e.enumlabel::text, ''),
            EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND a.attnum = ANY (f.conkey))
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN LATERAL (
            SELECT enumlabel FROM pg_enum WHERE enumtypid = a.atttypid ORDER BY enumsortorder LIMIT 1) e ON true
        WHERE n.nspname = $1 AND c.relname = $2 AND a.attgenerated = '' AND a.attidentity = ''
        ORDER BY a.attnum
        """, String.self, String.self, access: .write
    ) { row in
        Column(
            name: try row.next(String?.self) ?? "", type: try row.next(String?.self) ?? "",
            isRequired: try row.next(Bool?.self) ?? false, firstLabel: try row.next(String?.self) ?? "",
            isReference: try row.next(Bool?.self) ?? false)
    }

    private struct Column: Sendable {
        let name: String
        let type: String
        let isRequired: Bool
        let firstLabel: String
        let isReference: Bool

        /// The column's value in row i.
        var expression: String {
            let i = fewValues.contains(name) ? "(i % 5)" : isReference ? "(i / 5)" : "i"
            // What may be absent mostly is: `superseded_at`, `ended_at`.
            let cast = "CAST(\(value(i)) AS \(type))"
            return isRequired ? cast : "CASE WHEN i % 5 = 0 THEN \(cast) END"
        }

        private func value(_ i: String) -> String {
            if !firstLabel.isEmpty { return "'\(firstLabel)'" }
            switch type {
            case "boolean": return "\(i) % 2 = 0"
            case "smallint": return "(\(i) % 30000)::int2"
            case "integer", "bigint", "numeric", "double precision", "real": return i
            case "uuid": return "md5(\(i)::text)::uuid"
            case "text", "character varying", "character", "name": return "'v' || \(i)"
            case "bytea": return "decode(md5(\(i)::text) || md5(\(i)::text), 'hex')"
            case "jsonb", "json": return "'{}'"
            case "date": return "date '2026-01-01' + (\(i) % 365)::int"
            case "timestamp with time zone": return "timestamptz '2026-01-01' + \(i) * interval '1 minute'"
            case "time without time zone": return "time '08:00'"
            case "interval": return "interval '1 day'"
            case "daterange": return "daterange('2026-01-01', date '2026-01-02' + (\(i) % 365)::int)"
            case "tstzrange": return "tstzrange('2026-01-01', timestamptz '2026-01-02' + \(i) * interval '1 minute')"
            case "xid8": return "(\(i) + 1000)::text::xid8"
            case let array where array.hasSuffix("[]"): return "'{}'"
            default: return "NULL"
            }
        }
    }

    private static func fill(_ table: String, of schema: String, with count: Int, _ lease: Lease) async throws {
        let columns = try await lease.query(columns, schema, table)
        guard !columns.isEmpty else { return }
        let names = columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        let values = columns.map(\.expression).joined(separator: ", ")
        // Two rows may want the same place where all columns of a key have few values.
        try await lease.script(
            """
            INSERT INTO \(schema).\(table) (\(names)) SELECT \(values) FROM generate_series(1, \(count)::bigint) AS i
            ON CONFLICT DO NOTHING
            """)
    }
}

extension NationalTables {
    /// Throws `StatementMismatch` with every statement that, by the plan its connections come to use (`StatementPlan.inUse`),
    /// reads a large table from one end to the other: by a sequential scan, or by an index without a condition.
    ///
    /// Statements that are declared to run long are left out, and those in `exceptions`, by a piece of their text, with the
    /// reason why they may; an exception that nothing needs is a fault too.
    ///
    /// - Parameter atNationalSize: as `exceptions`, for what is held against a nation only: there a table that is bounded by
    ///   the number of units is large, too.
    package func expectNoWholeReads(
        _ database: Database, _ statements: [AnyStatement], exceptions: [String: String] = [:],
        atNationalSize: [String: String] = [:]
    ) async throws {
        let nation = national.map { Database(configuration: $0, logger: TestPostgres.logger) }
        defer { nation?.close() }
        let database = nation ?? database
        var faults: [String] = []
        // Not every table of a nation has rows.
        var unused = nation == nil ? Set(exceptions.keys) : []
        for statement in statements where !statement.definition.runsLong {
            let plan = try await database.withLease { lease in
                lease.retire()
                return try await StatementPlan.inUse(statement.definition, lease)
            }
            guard let plan else { continue }
            let tables = wholeReads(in: plan.root, isBounded: false)
            if tables.isEmpty { continue }
            let text = statement.definition.sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let known = nation == nil ? exceptions : exceptions.merging(atNationalSize) { first, _ in first }
            let excuses = known.keys.filter { text.contains($0) }
            unused.subtract(excuses)
            if excuses.isEmpty {
                faults.append("reads all of \(tables.sorted().joined(separator: ", "))\n    in: \(text)")
            }
        }
        faults += unused.sorted().map { "nothing needs the exception for \($0)" }
        if !faults.isEmpty { throw StatementMismatch(faults: faults) }
    }

    private func wholeReads(in node: StatementPlan.Node, isBounded: Bool) -> Set<String> {
        var found: Set<String> = []
        let isLarge = node.table.map { name in large.contains { "\(schema).\($0)" == name } } ?? false
        if let table = node.table, isLarge {
            let isWhole = node.type == "Seq Scan" || (node.type.hasPrefix("Index") && node.indexCondition == nil)
            // In the order of an index and up to a limit is a page.
            if isWhole, !(isBounded && node.type.hasPrefix("Index")) { found.insert(table) }
        }
        // A node that needs all rows before it gives one ends the bound.
        let needsAll = ["Sort", "Aggregate", "Hash", "WindowAgg", "ModifyTable"].contains(node.type)
        for child in node.children {
            found.formUnion(wholeReads(in: child, isBounded: !needsAll && (isBounded || node.type == "Limit")))
        }
        return found
    }
}
