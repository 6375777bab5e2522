import Glibc
import Logging
package import Shared

/// A key file of personal data beside the one the service under test has.
package struct PersonalKeysFile {
    package let keys: PersonalKeys
    private let path: String

    package init(_ keys: PersonalKeys) throws {
        self.keys = keys
        path = "/tmp/week-personal-\(getpid())-\(UInt64.random(in: 0...(.max))).json"
        guard let file = fopen(path, "w") else { throw TestKeysError(path: path) }
        defer { fclose(file) }
        guard fputs(try keys.text, file) >= 0 else { throw TestKeysError(path: path) }
    }

    package func ring() throws -> PersonalKeyRing { try PersonalKeyRing(path: path, logger: TestPostgres.logger) }

    package func remove() { unlink(path) }
}

extension PersonalKeys {
    /// As if the former keys had been taken out.
    package var newestOnly: PersonalKeys { PersonalKeys(keys: Array(keys.suffix(1))) }
}
