import Postgres

/// What can be seen of the rules for groupable writes (`StatementAccess.groupable`), from the plan PostgreSQL makes, its
/// catalog and the text.
///
/// Not seen: that the gate's key is the call's own, and what functions do that are declared less volatile than they are.
enum GroupableCheck {
    /// Functions whose result hangs on when or where the statement runs, though PostgreSQL calls them stable: another
    /// sending of the same write must write the same.
    private static let clocks: Set<String> = [
        "now", "transaction_timestamp", "current_timestamp", "current_date", "current_time", "localtime",
        "localtimestamp",
    ]
    /// A sequence's numbers may have gaps, so taking one twice harms nobody.
    private static let harmless: Set<String> = ["nextval"]

    private static let volatile = Statement(
        "SELECT DISTINCT proname::text FROM pg_proc WHERE provolatile = 'v' AND proname = ANY ($1)", [String].self,
        access: .write
    ) { row in try row.next(String.self) }

    private static let defaults = Statement(
        """
        SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
        WHERE d.adrelid = ANY (SELECT to_regclass(name) FROM unnest($1) AS name)
        """, [String].self, access: .write
    ) { row in try row.next(String?.self) }

    private static let deferrable = Statement(
        """
        SELECT conname::text FROM pg_constraint
        WHERE condeferrable AND conrelid = ANY (SELECT to_regclass(name) FROM unnest($1) AS name)
        """, [String].self, access: .write
    ) { row in try row.next(String.self) }

    private static let triggers = Statement(
        """
        SELECT tgname::text FROM pg_trigger
        WHERE NOT tgisinternal AND tgtype & 4 = 4 AND tgrelid = ANY (SELECT to_regclass(name) FROM unnest($1) AS name)
        """, [String].self, access: .write
    ) { row in try row.next(String.self) }

    static func faults(_ definition: StatementDefinition, _ lease: Lease) async throws -> [String] {
        guard let plan = try await StatementPlan.explain(definition, lease) else {
            return ["PostgreSQL shows no plan of this groupable write"]
        }
        let writes = plan.root.all.filter { $0.type == "ModifyTable" }
        let tables = Array(Set(writes.compactMap(\.table))).sorted()
        let called = functions(
            in: plan.texts + [definition.sql] + (try await lease.query(defaults, tables).compactMap(\.self)))
        var faults = shapeFaults(writes, plan)
        for name in try await lease.query(volatile, called.subtracting(harmless).sorted()) {
            faults.append("\(name) is volatile: a second sending of the write would write something else")
        }
        for name in called.intersection(clocks).sorted() {
            faults.append("\(name) reads the clock: instants of a groupable write are parameters")
        }
        for name in try await lease.query(deferrable, tables) {
            faults.append("\(name) may be deferred: its fault would come at the commit and be everybody's")
        }
        for name in try await lease.query(triggers, tables) {
            faults.append("trigger \(name) fires on the insert: a groupable write does what its text says and no more")
        }
        return faults
    }

    private static func shapeFaults(_ writes: [StatementPlan.Node], _ plan: StatementPlan) -> [String] {
        var faults: [String] = []
        let gates = writes.filter { $0.conflictResolution == "NOTHING" }
        if gates.count != 1 {
            faults.append(
                "a groupable write has one INSERT … ON CONFLICT DO NOTHING, its gate; here are \(gates.count)")
        }
        if plan.root.all.contains(where: { $0.type == "LockRows" }) {
            faults.append("a groupable write locks no rows (FOR UPDATE)")
        }
        for write in writes {
            let place = "\(write.operation ?? "write") of \(write.table ?? "?")"
            if write.operation != "Insert" {
                faults.append("\(place): a groupable write inserts and does nothing else")
            }
            if write.conflictResolution == nil, gates.count == 1, !plan.depends(write, on: gates[0]) {
                faults.append("\(place) does not hang on the gate: a second sending would do it again")
            }
        }
        return faults
    }

    /// Names that are called: identifiers in front of a parenthesis, and the clock's words, which need none.
    private static func functions(in texts: [String]) -> Set<String> {
        var names: Set<String> = []
        for text in texts {
            for match in text.lowercased().matches(of: /([a-z_][a-z0-9_]*)(\s*\()?/) {
                let name = String(match.1)
                if match.2 != nil || (clocks.contains(name) && name != "now") { names.insert(name) }
            }
        }
        return names
    }
}
