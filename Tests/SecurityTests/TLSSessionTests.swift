import Security
import Testing

/// Two machines joined by arrays: no sockets, every interleaving at will.
@Suite struct TLSSessionTests {
    private let authority: CertificateAuthority
    private let server: TLSContext
    private let client: TLSContext

    init() throws {
        let now: Int64 = .now
        authority = try .make(name: "test", now: now)
        server = try .server(authority.issue(name: "a", hosts: ["a.invalid"], now: now))
        client = try .client(authorities: authority.certificate.pem)
    }

    @Test func bytesArriveWholeHoweverTheyAreCut() throws {
        for size in [1, 7, 1_000_000] {
            var pair = try Pair(client: client.makeSession(verifying: "a.invalid"), server: server.makeSession())
            try pair.shakeHands(in: size)
            #expect(pair.client.version == "TLSv1.3")
            let text = (0..<50_000).map { UInt8(truncatingIfNeeded: $0) }
            for part in stride(from: 0, to: text.count, by: TLSSession.recordBytes) {
                try pair.client.write(text[part..<min(part + TLSSession.recordBytes, text.count)])
            }
            pair.client.close()
            let (plain, isClosed) = try pair.server.take(pair.client.sent(), in: size)
            #expect(plain == text && isClosed, "in pieces of \(size)")
        }
    }

    @Test func aServerOfAnotherNameOrAuthorityIsRefused() throws {
        var renamed = try Pair(client: client.makeSession(verifying: "b.invalid"), server: server.makeSession())
        #expect(throws: TLSFailure.certificate("hostname mismatch")) { try renamed.shakeHands(in: 1_000) }
        let other = try CertificateAuthority.make(name: "test", now: .now)
        let stranger = try TLSContext.client(authorities: other.certificate.pem)
        var unknown = try Pair(client: stranger.makeSession(verifying: "a.invalid"), server: server.makeSession())
        #expect(throws: TLSFailure.self) { try unknown.shakeHands(in: 1_000) }
    }

    @Test func aCertificateOutOfItsTimeIsRefused() throws {
        let past = Int64.now - CertificateAuthority.leafLifetime - 1
        let context = try TLSContext.server(authority.issue(name: "a", hosts: ["a.invalid"], now: past))
        var pair = try Pair(client: client.makeSession(verifying: "a.invalid"), server: context.makeSession())
        #expect(throws: TLSFailure.certificate("certificate has expired")) { try pair.shakeHands(in: 1_000) }
    }

    @Test func aChangedRecordIsAViolation() throws {
        var pair = try Pair(client: client.makeSession(verifying: "a.invalid"), server: server.makeSession())
        try pair.shakeHands(in: 1_000)
        try pair.client.write([1, 2, 3][...])
        var record = pair.client.sent()
        record[record.count - 1] ^= 1
        #expect(throws: TLSFailure.violation("decryption failed or bad record mac")) {
            try pair.server.take(record, in: 1_000)
        }
    }

    @Test func whatIsNoTLSIsRefusedAtOnce() throws {
        var session = try server.makeSession()
        Array("{\"jsonrpc\":\"2.0\"}\n".utf8).withUnsafeBytes { session.receive($0) }
        var failure: TLSFailure?
        do throws(TLSFailure) { _ = try session.shakeHands() } catch { failure = error }
        #expect(failure?.word == "handshake")
    }

    @Test func aContextNeedsAKeyThatFits() throws {
        let one = try authority.issue(name: "a", hosts: ["a"], now: .now)
        let other = try authority.issue(name: "a", hosts: ["a"], now: .now)
        #expect(throws: OpenSSLError.self) { try TLSContext.server(TLSIdentity(chain: one.chain, key: other.key)) }
        #expect(throws: OpenSSLError.self) { try TLSContext.server(one, clients: .required) }
        #expect("\(one)".contains("PRIVATE") == false)
    }
}

/// A client and a server, and what stands between them.
private struct Pair: ~Copyable {
    var client: TLSSession
    var server: TLSSession

    init(client: consuming TLSSession, server: consuming TLSSession) {
        self.client = client
        self.server = server
    }

    mutating func shakeHands(in size: Int) throws {
        var isOver = false
        for _ in 0..<10 where !isOver {
            let there = try client.shakeHands()
            try server.feed(client.sent(), in: size)
            let here = try server.shakeHands()
            try client.feed(server.sent(), in: size)
            isOver = there && here
        }
        #expect(isOver)
    }
}

extension TLSSession {
    mutating func sent() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: outputBytes)
        let count = bytes.withUnsafeMutableBytes { takeOutput(into: $0) }
        return Array(bytes.prefix(count))
    }

    mutating func write(_ bytes: ArraySlice<UInt8>) throws {
        let copy = Array(bytes)
        var failure: TLSFailure?
        copy.withUnsafeBytes { buffer in
            do throws(TLSFailure) { try write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Handshake bytes, so many at a time.
    mutating func feed(_ bytes: [UInt8], in size: Int) throws {
        for start in stride(from: 0, to: bytes.count, by: size) {
            Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { receive($0) }
            _ = try shakeHands()
        }
    }

    /// The plain bytes of what comes, so many at a time, and whether the other side ended in order.
    mutating func take(_ bytes: [UInt8], in size: Int) throws -> (plain: [UInt8], isClosed: Bool) {
        var plain: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { receive($0) }
            var isEmpty = false
            while !isEmpty {
                var buffer = [UInt8](repeating: 0, count: Self.recordBytes)
                var reading = Reading.nothing
                var failure: TLSFailure?
                buffer.withUnsafeMutableBytes { target in
                    do throws(TLSFailure) { reading = try read(into: target) } catch { failure = error }
                }
                if let failure { throw failure }
                switch reading {
                case .bytes(let count): plain += buffer.prefix(count)
                case .nothing: isEmpty = true
                case .closed: return (plain, true)
                }
            }
        }
        return (plain, false)
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Int64 {
    static var now: Int64 { Int64(time(nil)) }
}
