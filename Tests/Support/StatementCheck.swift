package import Postgres

/// Why statements do not fit the schema; one line for each fault.
package struct StatementMismatch: Error, CustomStringConvertible {
    package let faults: [String]

    package var description: String { faults.joined(separator: "\n") }
}

/// Prepares every statement against the migrated schema of `database` and compares what Swift declares with what
/// PostgreSQL says: types of parameters, number and types of columns, and whether a column that is read as never null is
/// `NOT NULL` in its table. Throws `StatementMismatch` with all faults.
///
/// Of groupable writes it also checks that they keep the rules of `StatementAccess.groupable`, as far as can be seen.
///
/// A column on the nullable side of an outer join counts as nullable. Of expressions PostgreSQL does not say whether they
/// may be null: read them as optional unless they cannot.
package func expectStatementsMatch(_ database: Database, _ statements: [AnyStatement]) async throws {
    var faults: [String] = []
    for statement in statements {
        let check = StatementCheck(statement: statement)
        let found = try await database.withLease { lease in
            // The session keeps no trial statements.
            lease.retire()
            return try await check.faults(lease)
        }
        let text = statement.definition.sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        faults += found.map { "\($0)\n    in: \(text)" }
    }
    if !faults.isEmpty { throw StatementMismatch(faults: faults) }
}

private struct StatementCheck {
    let statement: AnyStatement

    private static let notNull = Statement(
        "SELECT attnotnull FROM pg_attribute WHERE attrelid = $1::int8::oid AND attnum = $2", Int64.self, Int16.self,
        access: .write
    ) { row in try row.next(Bool.self) }

    func faults(_ lease: Lease) async throws -> [String] {
        let description: StatementDescription
        do {
            description = try await lease.describe(statement.definition)
        } catch let error as PostgresError where error.sqlState != nil {
            return ["PostgreSQL does not take it: \(error.message)"]
        }
        guard !statement.definition.sql.lowercased().contains("notify") else {
            return ["NOTIFY makes commits wait for each other: a listener sends it after the commit"]
        }
        let isGroupable = statement.definition.access == .groupable
        let grouping = isGroupable ? try await GroupableCheck.faults(statement.definition, lease) : []
        return try await parameterFaults(lease, description) + columnFaults(lease, description) + grouping
    }

    private func parameterFaults(_ lease: Lease, _ declared: StatementDescription) async throws -> [String] {
        let own = statement.definition.parameters
        guard declared.parameters.count == own.count else {
            return ["it has \(declared.parameters.count) parameters, \(own.count) are declared"]
        }
        // Declared types are echoed; only without them PostgreSQL says what it would take.
        guard let inferred = try? await lease.describe(statement.definition, inferred: true) else { return [] }
        return zip(own, inferred.parameters).enumerated().compactMap { index, pair in
            fits(pair.0, pair.1) ? nil : "$\(index + 1) is \(pair.1), \(pair.0) is declared"
        }
    }

    /// Integers widen and narrow with a check in PostgreSQL; the text types are one to it.
    private func fits(_ declared: PostgresType, _ inferred: PostgresType) -> Bool {
        let integers: Set<PostgresType> = [.int2, .int4, .int8]
        let texts: Set<PostgresType> = [.text, .varchar, .bpchar, .name, .unknown]
        if declared == inferred || inferred.isDefinedByUser { return true }
        if let one = declared.element, let other = inferred.element { return fits(one, other) }
        return integers.isSuperset(of: [declared, inferred]) || texts.isSuperset(of: [declared, inferred])
            || (inferred == .json && declared == .jsonb)
    }

    private func columnFaults(_ lease: Lease, _ description: StatementDescription) async throws -> [String] {
        let probe = RowProbe(columns: description.columns.map { ($0.name, $0.type) })
        var faults: [String] = []
        do {
            var row = Row(probe: probe, sql: statement.definition.sql)
            try statement.tryDecoding(&row)
        } catch let error as PostgresError {
            faults.append(error.description)
        } catch let error as PostgresValueError {
            faults.append(error.reason)
        } catch {
            // The decoder's own rules need not like samples; what it read until then is checked.
        }
        let joined = try await OuterJoins.nullableColumns(of: statement.definition, lease)
        for reading in probe.readings {
            let column = description.columns[reading.column]
            let name = "column \(reading.column + 1) (\(column.name))"
            if !reading.acceptsColumn { faults.append("\(name) is \(column.type), \(reading.type) is read") }
            if reading.acceptsNull { continue }
            if joined.contains(reading.column) {
                faults.append(
                    "\(name) is null where the outer join finds nothing, \(reading.type) is read as never null")
            } else if let origin = column.origin,
                try await !lease.one(Self.notNull, Int64(origin.table), origin.attribute)
            {
                faults.append("\(name) may be null, \(reading.type) is read as never null")
            }
        }
        return faults
    }
}
