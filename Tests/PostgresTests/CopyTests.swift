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

    /// A value of 40 MB goes in by small chunks and comes out by chunks of 64 KiB at most.
    @Test func aLargeValueGoesThroughInPieces() async throws {
        let size = 40_000_000
        let value = AsyncStream<[UInt8]> { stream in
            stream.yield(Array("1\t".utf8))
            let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000)
            for _ in 0..<size / piece.count { stream.yield(piece) }
            // And one that is larger than what libpq is given at once.
            stream.yield(Array("\n2\t".utf8) + [UInt8](repeating: UInt8(ascii: "y"), count: size) + Array("\n".utf8))
            stream.finish()
        }
        try await withTable { database in
            let copied = try await database.withLease { try await $0.copyIn("COPY t FROM STDIN", from: value) }
            #expect(copied == 2)
            let (total, largest) = try await database.withLease { lease in
                try await lease.copyOut("COPY (SELECT b FROM t ORDER BY a) TO STDOUT") { rows in
                    var (total, largest, last) = (0, 0, UInt8(0))
                    for try await piece in rows {
                        total += piece.count
                        largest = max(largest, piece.count)
                        last = piece.last ?? 0
                    }
                    #expect(last == UInt8(ascii: "\n"))
                    return (total, largest)
                }
            }
            #expect(total == 2 * (size + 1))
            #expect(largest <= 1 << 16)
        }
    }

    /// A server that takes nothing stops the source: what lies between the two is bounded.
    @Test func aServerThatStopsTakingStopsTheSource() async throws {
        try await withTable { database in
            try await database.withLease { lease in
                try await lease.script(
                    """
                    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NEW; END $$;
                    CREATE TRIGGER waits BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION wait()
                    """)
            }
            let (taken, total) = (Counter(), 2_000)
            let row = Array("1\t".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 16_381) + Array("\n".utf8)
            let rows = AsyncStream<[UInt8]>(unfolding: {
                guard taken.value < total else { return nil }
                taken.count()
                return row
            })
            try await database.withLease { holder in
                try await holder.script("SELECT pg_advisory_lock(7)")
                async let copied = database.withLease { try await $0.copyIn("COPY t FROM STDIN", from: rows) }
                // It stands still when nothing was taken between so many looks.
                var (seen, calm) = (0, 0)
                try await until {
                    let now = taken.value
                    calm = now == seen ? calm + 1 : 0
                    seen = now
                    return seen > 0 && calm > 30
                }
                // 4 MiB.
                #expect(seen < 256, "\(seen) rows of 16 KiB were taken")
                try await holder.script("SELECT pg_advisory_unlock(7)")
                #expect(try await copied == total)
            }
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
