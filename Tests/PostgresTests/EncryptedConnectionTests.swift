import Foundation
import Glibc
import Postgres
import Security
import TestSupport
import Testing

/// Between a service and its database TLS is libpq's own, also where an event loop carries its bytes.
@Suite struct EncryptedConnectionTests {
    private static let rows = Statement(
        "SELECT n, repeat('x', 1000) FROM generate_series($1::int8, $2::int8) AS n", Int64.self, Int64.self
    ) { row in (try row.next(Int64.self), try row.next(String.self)) }
    private static let take = Statement(
        """
        WITH gate AS (INSERT INTO keys VALUES ($1) ON CONFLICT DO NOTHING RETURNING key)
        INSERT INTO entries SELECT key FROM gate
        """, Int64.self, access: .groupable)
    private static let isEncrypted = Statement(
        "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    ) { row in try row.next(Bool?.self) ?? false }
    private static let count = Statement("SELECT count(*) FROM entries") { row in try row.next(Int64.self) }

    /// Small answers that share records of TLS, and answers of many records, in any order.
    @Test(arguments: SerialOrderTests.Place.allCases)
    func everyAnswerIsWholeAndItsCallersOwn(on place: SerialOrderTests.Place) async throws {
        try await Self.withEncryptedServer { conninfo in
            let configuration = try DatabaseConfiguration(conninfo: conninfo, applicationName: "encrypted")
            let database = Database(
                configuration: configuration, reactors: place.reactors, logger: TestPostgres.logger)
            defer { database.close() }
            #expect(try await database.one(Self.isEncrypted))
            try await database.withLease { lease in
                try await lease.script("CREATE TABLE keys (key int8 PRIMARY KEY); CREATE TABLE entries (key int8)")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<400 as Range<Int64> {
                    group.addTask {
                        let last = number + (number.isMultiple(of: 20) ? 500 : 1)
                        let rows = try await database.query(Self.rows, number, last)
                        #expect(rows.map(\.0) == Array(number...last))
                        #expect(rows.allSatisfy { $0.1.utf8.count == 1_000 })
                    }
                    group.addTask { try await database.execute(Self.take, number / 2) }
                }
                try await group.waitForAll()
            }
            #expect(try await database.one(Self.count) == 200)
        }
    }

    private static func withEncryptedServer(_ body: (String) async throws -> Void) async throws {
        let folder = "/tmp/week-encrypted-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let now = Int64(Date().timeIntervalSince1970)
        let identity = try CertificateAuthority.make(name: "test", now: now).issue(
            name: "database", hosts: ["127.0.0.1"], now: now)
        for (name, text) in [("server.pem", identity.chain), ("server.key", identity.key)] {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            var attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            // The server reads its key only when nobody else can.
            if geteuid() == 0 { attributes[.ownerAccountName] = "postgres" }
            try FileManager.default.setAttributes(attributes, ofItemAtPath: "\(folder)/\(name)")
        }
        let kept = try Self.keepFreePort()
        defer { close(kept.socket) }
        let port = kept.port
        let settings = [
            "listen_addresses": "127.0.0.1", "port": "\(port)", "ssl": "on", "ssl_cert_file": "\(folder)/server.pem",
            "ssl_key_file": "\(folder)/server.key",
        ]
        try await PrivateCluster.with(settings) { _ in
            try await body("host=127.0.0.1 port=\(port) user=postgres dbname=postgres sslmode=require")
        }
    }

    /// PostgreSQL takes no port of the system's choice. One that is bound and not listened on is given to nobody else, and
    /// PostgreSQL, which sets SO_REUSEADDR too, may still listen on it (Linux).
    private static func keepFreePort() throws -> (port: UInt16, socket: Int32) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        try #require(isBound)
        return (UInt16(bigEndian: address.sin_port), descriptor)
    }
}
