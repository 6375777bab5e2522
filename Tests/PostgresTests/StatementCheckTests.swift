import Postgres
import TestSupport
import Testing
import Values

/// The check the services' tests rely on sees what it is there to see.
@Suite struct StatementCheckTests {
    enum Track: String, CaseIterable, PostgresText {
        case vocational
    }

    private func faults(_ statement: AnyStatement) async throws -> [String] {
        try await TestPostgres.withDatabase { database in
            try await database.withLease {
                try await $0.script(
                    "CREATE TABLE units (id uuid PRIMARY KEY, name text NOT NULL, track text NOT NULL, size int4, on_day date)"
                )
            }
            do {
                try await expectStatementsMatch(database, [statement])
                return []
            } catch let mismatch as StatementMismatch {
                return mismatch.faults
            }
        }
    }

    @Test func statementsThatFitPass() async throws {
        let statement = Statement(
            "SELECT id, name, track, size, on_day FROM units WHERE id = $1 AND size > $2", UniqueID.self, Int.self
        ) { row in
            _ = (try row.next(UniqueID.self), try row.next(String.self), try row.next(Track.self))
            _ = (try row.next(Int?.self), try row.next(CivilDate?.self))
        }
        #expect(try await faults(AnyStatement(statement)).isEmpty)
        let write = Statement(
            "INSERT INTO units (id, name, track) SELECT * FROM unnest($1, $2, $3)", [UniqueID].self, [String].self,
            [Track].self, access: .write)
        #expect(try await faults(AnyStatement(write)).isEmpty)
    }

    @Test func aWrongColumnTypeIsCaught() async throws {
        let statement = Statement("SELECT name, id FROM units") { row in
            _ = (try row.next(String.self), try row.next(Int64.self))
        }
        #expect(
            try await faults(AnyStatement(statement)).first?.hasPrefix("column 2 (id) is uuid, int8 is read") ?? false)
    }

    @Test func aWrongParameterTypeIsCaught() async throws {
        let statement = Statement("UPDATE units SET on_day = $1", Instant.self, access: .write)
        #expect(
            try await faults(AnyStatement(statement)).first?.hasPrefix("$1 is date, timestamptz is declared") ?? false)
        let count = Statement("SELECT 1 FROM units WHERE id = $1 AND name = $2", UniqueID.self)
        #expect(try await faults(AnyStatement(count)).count == 1)
    }

    @Test func aNullableColumnReadAsNeverNullIsCaught() async throws {
        let statement = Statement("SELECT size FROM units") { row in try row.next(Int32.self) }
        #expect(try await faults(AnyStatement(statement)).first?.hasPrefix("column 1 (size) may be null") ?? false)
    }

    @Test func theNullableSideOfAnOuterJoinIsCaught() async throws {
        let joins = [
            "SELECT a.name, b.name FROM units a LEFT JOIN units b ON b.size = a.size ORDER BY a.name LIMIT $1",
            "SELECT a.name, b.name FROM units b RIGHT JOIN units a ON b.size = a.size LIMIT $1",
        ]
        for sql in joins {
            let statement = Statement(sql, Int64.self) { row in (try row.next(String.self), try row.next(String.self)) }
            let found = try await faults(AnyStatement(statement))
            #expect(found.count == 1)
            #expect(found.first?.hasPrefix("column 2 (name) is null where the outer join finds nothing") ?? false)
        }
        let inner = Statement(
            "SELECT a.name, b.name FROM units a JOIN units b USING (id) WHERE a.id = $1", UniqueID.self
        ) { row in (try row.next(String.self), try row.next(String.self)) }
        #expect(try await faults(AnyStatement(inner)).isEmpty)
    }

    @Test func aMissingColumnAndABrokenTextAreCaught() async throws {
        let missing = Statement("SELECT name FROM units") { row in
            _ = (try row.next(String.self), try row.next(String.self))
        }
        #expect(try await faults(AnyStatement(missing)).count == 1)
        #expect(try await faults(AnyStatement(Statement("SELECT nothing FROM units"))).count == 1)
    }
}
