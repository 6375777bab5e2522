package import Postgres

/// Rows that a database holds when a migration comes, and what must be true of them afterwards.
package struct RowsBeforeMigration: Sendable {
    /// SQL that fills tables as the version before left them.
    let insert: String
    /// SQL that gives one row with one boolean.
    let holds: String

    package init(_ insert: String, thenHolds holds: String) {
        self.insert = insert
        self.holds = holds
    }
}

package struct MigrationStepFailure: Error, CustomStringConvertible {
    package let description: String
}

/// Runs a service's migrations as they meet a database in use: before each version with rows given, the rows are inserted;
/// after it, what they must have become is asked.
///
/// Throws `MigrationStepFailure` for a version that changes tables or rows of earlier versions and for which no rows are
/// given: an empty table proves nothing.
///
/// - Parameters:
///   - before: what tables the service's own migrations stand on, such as the runtime's.
///   - set: the name of the set of `migrations`.
package func expectMigrationsKeepRows(
    _ migrations: [Migration], onTopOf before: [Migration] = [], schema: String, set: String = "service",
    rows: [Int: RowsBeforeMigration]
) async throws {
    try await TestPostgres.withDatabase(schema: schema) { database in
        if !before.isEmpty { try await database.migrate(before, schema: schema, set: "runtime") }
        for migration in migrations {
            let given = rows[migration.version]
            guard given != nil || !changesWhatThereIs(migration) else {
                throw MigrationStepFailure(
                    description: "\(migration.file) changes tables that hold rows by then: give rows to test it with")
            }
            if let given { try await database.withLease { try await $0.script(given.insert) } }
            try await database.migrate(Array(migrations.prefix(migration.version)), schema: schema, set: set)
            guard let given else { continue }
            let holds = Statement(given.holds, access: .write) { row in try row.next(Bool?.self) ?? false }
            guard try await database.one(holds) else {
                throw MigrationStepFailure(description: "after \(migration.file) it is not true that \(given.holds)")
            }
        }
    }
}

/// Whether the text alters, updates or deletes, or writes rows made from others; what it does to tables of its own does no
/// harm to ask about.
private func changesWhatThereIs(_ migration: Migration) -> Bool {
    guard migration.version > 1 else { return false }
    return migration.sql.split(separator: ";").contains { statement in
        let lines = statement.split(separator: "\n")
        let isCopy = lines.contains { $0.hasPrefix("INSERT INTO") } && lines.contains { $0.hasPrefix("SELECT ") }
        return isCopy
            || lines.contains { line in
                ["ALTER TABLE", "UPDATE ", "DELETE FROM", "DROP "].contains { line.hasPrefix($0) }
            }
    }
}
