import Postgres
import TestSupport
import Testing

@Suite struct CopyTests {
    private static let count = Statement("SELECT count(*), coalesce(sum(a), 0)::int8 FROM t") { row in
        (try row.next(Int.self), try row.next(Int.self))
    }

    private func withTable(_ body: (Database) async throws -> Void) async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { try await $0.script("CREATE TABLE t (a int8 CHECK (a >= 0), b text)") }
            try await body(database)
        }
    }

    /// Rows `0…`, in chunks that end in the middle of rows.
    private func rows(_ count: Int) -> AsyncStream<[UInt8]> {
        let bytes = Array((0..<count).map { "\($0)\t值\($0)\n" }.joined().utf8)
        return AsyncStream { stream in
            for start in stride(from: 0, to: bytes.count, by: 1_000) {
                stream.yield(Array(bytes[start..<min(start + 1_000, bytes.count)]))
            }
            stream.finish()
        }
    }

    @Test func rowsGoInAndComeOut() async throws {
        try await withTable { database in
            // Several times what may lie between caller and server.
            let total = 300_000
            let copied = try await database.withLease { lease in
                try await lease.copyIn("COPY t FROM STDIN", from: rows(total))
            }
            #expect(copied == total)
            let seen = try await database.withLease { lease in
                try await lease.copyOut("COPY (SELECT * FROM t ORDER BY a) TO STDOUT") { rows in
                    var lines = 0
                    var last: [UInt8] = []
                    for try await row in rows {
                        lines += 1
                        last = row
                    }
                    return (lines, String(decoding: last, as: UTF8.self))
                }
            }
            #expect(seen == (total, "\(total - 1)\t值\(total - 1)\n"))
        }
    }

    @Test func aWrongRowUndoesTheCopyAndTheLeaseGoesOn() async throws {
        try await withTable { database in
            try await database.withLease { lease in
                let wrong = AsyncStream { stream in
                    stream.yield(Array("1\tx\n-1\ty\n".utf8))
                    stream.finish()
                }
                let error = await #expect(throws: PostgresError.self) {
                    try await lease.copyIn("COPY t FROM STDIN", from: wrong)
                }
                #expect(error?.isCheckViolation ?? false)
                let counted = try await lease.one(Self.count)
                #expect(counted == (0, 0))
                await #expect(throws: PostgresError.self) {
                    try await lease.copyIn("COPY nowhere FROM STDIN", from: rows(100_000))
                }
                let copied = try await lease.copyIn("COPY t FROM STDIN", from: rows(10))
                #expect(copied == 10)
            }
        }
    }

    @Test func aFailingSourceLeavesNothing() async throws {
        struct Broken: Error {}
        try await withTable { database in
            let broken = AsyncThrowingStream<[UInt8], any Error> { stream in
                stream.yield(Array("1\tx\n".utf8))
                stream.finish(throwing: Broken())
            }
            await #expect(throws: Broken.self) {
                try await database.withLease { try await $0.copyIn("COPY t FROM STDIN", from: broken) }
            }
            let counted = try await database.one(Self.count)
            #expect(counted == (0, 0))
        }
    }

    @Test func aReaderThatStopsEarlyStopsTheCopy() async throws {
        try await withTable { database in
            let first = try await database.withLease { lease in
                try await lease.copyOut("COPY (SELECT * FROM generate_series(1, 50000000)) TO STDOUT") { rows in
                    var iterator = rows.makeAsyncIterator()
                    return try await iterator.next()
                }
            }
            #expect(first == Array("1\n".utf8))
            try await until { database.figures.leases.taken == 0 }
        }
    }

    @Test func aCopyInAPlainScriptIsAnErrorAndNoHang() async throws {
        try await withTable { database in
            await #expect(throws: PostgresError.self) {
                try await database.withLease { try await $0.script("COPY t FROM STDIN") }
            }
        }
    }
}
