import Logging

extension Database {
    /// Brings a schema to the newest of `migrations`, creating it if it is absent.
    ///
    /// Safe to call from several processes at once: one of them works, the others wait for it. Each migration is one
    /// transaction with the schema first in its search path. Throws `migration` when an applied one was changed, when
    /// the schema is newer than this program, or when one fails; what was applied before stays.
    ///
    /// - Parameter set: keeps sets of migrations in one schema apart: the runtime's are `runtime`, a service's `service`.
    /// - Returns: the versions applied now, empty if the schema was up to date.
    @discardableResult
    package func migrate(_ migrations: [Migration], schema: String, set: String = "service") async throws -> [Int] {
        guard PostgresIdentifier.isPlain(schema) else {
            throw PostgresError(.usage, message: "The schema's name must be lower-case letters, digits and _")
        }
        precondition(
            migrations.map(\.version) == Array(1..<migrations.count + 1), "versions are 1, 2, 3… without gaps")
        return try await withLease(deadline: .now + .seconds(600)) { lease in
            // The session's limits are for migrations and its lock goes with the session, so nobody gets it after us.
            lease.retire()
            let run = MigrationRun(lease: lease, schema: schema, set: set)
            try await run.lock()
            let applied = try await run.applied()
            try run.check(applied, against: migrations)
            var done: [Int] = []
            for migration in migrations.dropFirst(applied.count) {
                logger.info("migrating", metadata: ["schema": "\(schema)", "migration": "\(migration.file)"])
                try await run.apply(migration)
                done.append(migration.version)
            }
            return done
        }
    }
}

/// The steps of one call of `migrate`, on the session that holds the lock.
private struct MigrationRun {
    struct Applied {
        let version: Int
        let name: String
        let checksum: String
    }

    let lease: Lease
    let schema: String
    let set: String

    /// One lock for all schemas of the database: extensions are shared among them.
    private static let lockStatement = Statement(
        "SELECT pg_advisory_lock(hashtextextended('migrations', 0))", access: .write)

    private static let findSchema = Statement(
        "SELECT to_regnamespace($1) IS NOT NULL", String.self, access: .write
    ) { row in try row.next(Bool.self) }

    private static let transaction = Statement("SELECT pg_current_xact_id()::text", access: .write) { row in
        try row.next(String.self)
    }

    /// Locks come first: other processes that start at the same time wait here, and then find the work done.
    func lock() async throws {
        try await lease.script("SET statement_timeout = 0; SET lock_timeout = '300s'")
        try await lease.execute(Self.lockStatement)
        // A table that is in use must not stall the service behind a migration that waits for it.
        try await lease.script("SET lock_timeout = '10s'")
        // Asked first, because CREATE SCHEMA needs a right on the database even when there is nothing to do.
        if try await !lease.one(Self.findSchema, schema) { try await lease.script("CREATE SCHEMA \(schema)") }
        try await lease.script("SET search_path = \(schema), public")
        try await lease.script(
            """
            CREATE TABLE IF NOT EXISTS \(schema).schema_migrations (
                migration_set text NOT NULL,
                version integer NOT NULL,
                name text NOT NULL,
                checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (migration_set, version)
            )
            """)
    }

    func applied() async throws -> [Applied] {
        let statement = Statement(
            """
            SELECT version, name, checksum FROM \(schema).schema_migrations
            WHERE migration_set = $1 ORDER BY version
            """, String.self, access: .write
        ) { row in Applied(version: try row.next(), name: try row.next(), checksum: try row.next()) }
        return try await lease.query(statement, set)
    }

    func check(_ applied: [Applied], against known: [Migration]) throws {
        if let newest = applied.last, newest.version > known.count {
            throw PostgresError(
                .migration,
                message: """
                    The schema \(schema) is at version \(newest.version) (\(newest.name)), this program knows it up to \
                    \(known.count): it was migrated by a newer program, use that one
                    """)
        }
        for (old, migration) in zip(applied, known) where old.checksum != migration.checksum {
            throw PostgresError(
                .migration,
                message: """
                    \(migration.file) was changed after it was applied to the schema \(schema); applied migrations stay \
                    as they are, a change is a new one
                    """)
        }
        // With primary keys from 1 a gap can only come from hands in the table.
        guard applied.map(\.version) == Array(1..<applied.count + 1) else {
            throw PostgresError(.migration, message: "The schema \(schema) lacks a migration below its newest one")
        }
    }

    func apply(_ migration: Migration) async throws {
        let record = Statement(
            """
            INSERT INTO \(schema).schema_migrations (migration_set, version, name, checksum) VALUES ($1, $2, $3, $4)
            """, String.self, Int32.self, String.self, String.self, access: .write)
        do {
            try await lease.script("BEGIN")
            let transaction = try await lease.one(Self.transaction)
            try await lease.script(migration.sql)
            guard try await lease.one(Self.transaction) == transaction else {
                throw PostgresError(
                    .migration,
                    message: "it ends its own transaction, so half of it could stay: take COMMIT and the like out of it"
                )
            }
            try await lease.execute(record, set, Int32(migration.version), migration.name, migration.checksum)
            try await lease.script("COMMIT")
        } catch let fault as PostgresError {
            var wrapped = fault
            wrapped.code = .migration
            wrapped.message = "\(migration.file) failed in the schema \(schema): \(fault.description)"
            wrapped.detail = [fault.message, fault.detail].compactMap(\.self).joined(separator: "; ")
            throw wrapped
        }
    }
}
