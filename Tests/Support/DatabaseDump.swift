package import Shared

/// Every row of every table of a service's schema, as a dump would hold it: to look for what must be in none.
package enum DatabaseDump {
    package static func text(_ database: Database) async throws -> String {
        let schema = database.configuration.schema ?? "public"
        return try await database.withLease { lease in
            let tables = try await lease.query(
                Statement("SELECT tablename::text FROM pg_tables WHERE schemaname = $1", String.self, access: .write) {
                    row in try row.next(String.self)
                }, schema)
            var text = ""
            for table in tables {
                lease.retire()
                let rows = Statement("SELECT t::text FROM \(schema).\(table) t", access: .write) { row in
                    try row.next(String?.self) ?? ""
                }
                text += try await lease.query(rows).joined(separator: "\n")
            }
            return text
        }
    }

    /// As text, as `bytea` is printed, and as a digest that whoever guesses could compare.
    package static func holds(_ dump: String, _ secret: String) -> Bool {
        dump.contains(secret) || dump.contains(Hex.encode(Array(secret.utf8)))
            || dump.contains(DigestAlgorithm.sha256.digest(secret).hex)
    }
}
