import Postgres
import TestSupport
import Testing

/// The check of groupable writes sees each rule that is broken.
@Suite struct GroupableCheckTests {
    private static let schema = """
        CREATE TABLE keys (key int8 CONSTRAINT keys_pkey PRIMARY KEY, at timestamptz);
        CREATE TABLE effects (key int8, n int8, seq int8 GENERATED ALWAYS AS IDENTITY);
        CREATE TABLE late (key int8 CONSTRAINT late_key_unique UNIQUE DEFERRABLE);
        CREATE TABLE stamped (key int8, at timestamptz DEFAULT clock_timestamp());
        CREATE TABLE watched (key int8);
        CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER watch BEFORE INSERT ON watched FOR EACH ROW EXECUTE FUNCTION watch();
        """
    private static let gate = """
        WITH gate AS (INSERT INTO keys (key) VALUES ($1) ON CONFLICT ON CONSTRAINT keys_pkey DO NOTHING RETURNING key)
        """

    private func faults(_ sql: String) async throws -> [String] {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { try await $0.script(Self.schema) }
            do {
                try await expectStatementsMatch(
                    database, [AnyStatement(Statement(sql, Int64.self, access: .groupable))])
                return []
            } catch let mismatch as StatementMismatch {
                return mismatch.faults
            }
        }
    }

    @Test(arguments: [
        "INSERT INTO keys (key) VALUES ($1) ON CONFLICT DO NOTHING",
        "\(gate) INSERT INTO effects (key, n) SELECT key, 1 FROM gate",
        """
        \(gate), effect AS (INSERT INTO effects (key, n) SELECT key, 1 FROM gate RETURNING key),
        again AS (SELECT key + 1 AS key FROM effect)
        INSERT INTO effects (key, n) SELECT key, 2 FROM again
        """,
        "\(gate), effect AS (INSERT INTO effects (key, n) SELECT key, 1 FROM gate RETURNING 1) SELECT count(*) FROM effect",
    ])
    func whatKeepsTheRulesPasses(sql: String) async throws {
        let found = try await faults(sql)
        #expect(found.isEmpty)
    }

    @Test(arguments: [
        ("INSERT INTO keys (key) VALUES ($1)", "one INSERT … ON CONFLICT DO NOTHING"),
        ("INSERT INTO keys (key) VALUES ($1) ON CONFLICT (key) DO UPDATE SET at = NULL", "its gate; here are 0"),
        ("\(gate) INSERT INTO effects (key, n) VALUES ($1, 1)", "does not hang on the gate"),
        ("\(gate), b AS (INSERT INTO effects (key) VALUES ($1) RETURNING key) SELECT count(*) FROM gate, b", "hang"),
        ("\(gate) UPDATE effects SET n = 1 FROM gate WHERE effects.key = gate.key", "Update of public.effects"),
        ("\(gate) DELETE FROM effects USING gate WHERE effects.key = gate.key", "Delete of public.effects"),
        ("\(gate), seen AS (SELECT n FROM effects FOR UPDATE) SELECT count(*) FROM gate, seen", "locks no rows"),
        ("\(gate) INSERT INTO effects (key, n) SELECT key, random()::int8 FROM gate", "random is volatile"),
        ("\(gate) SELECT pg_notify('x', key::text) FROM gate", "NOTIFY makes commits wait"),
        ("\(gate) SELECT pg_advisory_xact_lock(key) FROM gate", "pg_advisory_xact_lock is volatile"),
        ("\(gate) INSERT INTO stamped (key) SELECT key FROM gate", "clock_timestamp is volatile"),
        ("\(gate) INSERT INTO stamped (key, at) SELECT key, now() FROM gate", "now reads the clock"),
        ("\(gate) INSERT INTO stamped (key, at) SELECT key, CURRENT_TIMESTAMP FROM gate", "reads the clock"),
        ("\(gate) INSERT INTO late (key) SELECT key FROM gate", "late_key_unique may be deferred"),
        ("\(gate) INSERT INTO watched (key) SELECT key FROM gate", "trigger watch fires"),
    ])
    func aBrokenRuleIsNamed(sql: String, words: String) async throws {
        let found = try await faults(sql)
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }
}
