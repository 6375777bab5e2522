/// One step of a schema, forward only.
package struct Migration: Sendable {
    /// From 1, without gaps.
    package let version: Int
    package let name: String
    package let sql: String
    /// Of the SQL text; an applied migration must never change.
    package let checksum: String

    /// From an embedded file: `Migration(file: "V0001_units.sql", PackageResources.V0001_units_sql)`.
    /// The file's name gives version and name; it is a programmer's error when it does not.
    package init(file: String, _ bytes: [UInt8]) {
        guard let match = file.wholeMatch(of: /V([0-9]{4})_([a-z0-9_]+)\.sql/), let version = Int(match.1) else {
            preconditionFailure("a migration is called V0001_what_it_does.sql, not \(file)")
        }
        self.init(version: version, name: String(match.2), sql: String(decoding: bytes, as: UTF8.self))
    }

    /// `V0001_units.sql`.
    package var file: String {
        let digits = String(version)
        return "V\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)_\(name).sql"
    }

    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
        // FNV-1a, 64 bits: it guards against edits, not against forgers, and needs no dependency.
        let hash = sql.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        checksum = String(hash, radix: 16)
    }
}
