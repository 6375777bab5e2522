import Contracts
import RPC
import Security

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An authority of one test, and what it signs.
struct TestCertificates {
    let authority: CertificateAuthority

    static var now: Int64 { Int64(time(nil)) }

    init() throws { authority = try .make(name: "test", now: Self.now) }

    func identity(hosts: [String] = ["localhost", "127.0.0.1"]) throws -> TLSIdentity {
        try authority.issue(name: "test", hosts: hosts, now: Self.now)
    }

    /// - Parameter others: who signs the clients' certificates; this authority if nil.
    func server(
        hosts: [String] = ["localhost", "127.0.0.1"], clients: ClientCertificates = .off,
        others: TestCertificates? = nil
    ) throws -> TLSCredentials {
        let signer = try (others ?? self).authority.certificate.pem
        return TLSCredentials(try .server(identity(hosts: hosts), clients: clients, authorities: signer))
    }

    func client(showing identity: TLSIdentity? = nil) throws -> TLSCredentials {
        TLSCredentials(try .client(authorities: authority.certificate.pem, identity: identity))
    }
}

/// Tells what a server says of TLS.
final class FailureRecorder: RPCObserver {
    let failures: AsyncStream<TLSFailure>
    private let continuation: AsyncStream<TLSFailure>.Continuation

    init() { (failures, continuation) = AsyncStream.makeStream() }

    /// The next failure, or the first if none was taken.
    func next() async -> TLSFailure? {
        var iterator = failures.makeAsyncIterator()
        return await iterator.next()
    }

    func transportFailed(_ failure: TLSFailure) { continuation.yield(failure) }
    func callBegan(method _: String) {}
    func callEnded(_: CallRecord) {}
    func messageRefused(_: FaultKind) {}
}

/// A client of TLS whose every byte on the wire a test decides about.
final class TLSPeer {
    let wire: RawClient
    private var session: TLSSession
    /// How many bytes are sent at a time.
    private let piece: Int
    private var plain: [UInt8] = []
    private var isClosed = false

    private init(_ wire: RawClient, _ session: consuming TLSSession, piece: Int) {
        self.wire = wire
        self.session = session
        self.piece = piece
    }

    static func connect(
        to address: HostPort, by credentials: TLSCredentials, piece: Int = 16_384
    ) async throws -> TLSPeer {
        let wire = try await RawClient.connect(to: address)
        let session = try credentials.current.makeSession(verifying: address.host)
        let peer = TLSPeer(wire, session, piece: piece)
        while try !peer.session.shakeHands() {
            try await peer.sendOutput()
            guard let bytes = await wire.bytes() else { throw TLSFailure.truncated }
            bytes.withUnsafeBytes { peer.session.receive($0) }
        }
        try await peer.sendOutput()
        return peer
    }

    func send(_ text: String) async throws {
        try Array(text.utf8).withUnsafeBytes { try session.write($0) }
        try await sendOutput()
    }

    /// Ends this side in order.
    func closeOutput() async throws {
        session.close()
        try await sendOutput()
    }

    /// The next line without its ending; nil at an end in order. Throws at any other end.
    func line() async throws -> String? {
        while true {
            if let newline = plain.firstIndex(of: 0x0A) {
                defer { plain.removeSubrange(...newline) }
                return String(decoding: plain[..<newline], as: UTF8.self)
            }
            guard try await more() else { return nil }
        }
    }

    private func more() async throws -> Bool {
        while !isClosed {
            var buffer = [UInt8](repeating: 0, count: TLSSession.recordBytes)
            switch try buffer.withUnsafeMutableBytes({ try session.read(into: $0) }) {
            case .bytes(let count):
                plain += buffer.prefix(count)
                return true
            case .closed: isClosed = true
            case .nothing:
                guard let bytes = await wire.bytes() else { throw TLSFailure.truncated }
                bytes.withUnsafeBytes { session.receive($0) }
            }
        }
        return false
    }

    private func sendOutput() async throws {
        var bytes = [UInt8](repeating: 0, count: session.outputBytes)
        let count = bytes.withUnsafeMutableBytes { session.takeOutput(into: $0) }
        for start in stride(from: 0, to: count, by: piece) {
            try await wire.send(Array(bytes[start..<min(start + piece, count)]))
        }
    }
}
