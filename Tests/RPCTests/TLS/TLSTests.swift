import Contracts
import JSONRPC
import RPC
import Security
import Testing
import Values

/// TLS on the production server and client, over sockets.
@Suite struct TLSTests {
    private let certificates: TestCertificates

    init() throws { certificates = try TestCertificates() }

    private func wait(_ id: Int) -> String {
        #"{"jsonrpc":"2.0","method":"test.wait","params":{"gate":"g"},"id":\#(id)}"# + "\n"
    }

    private func echo(_ text: String, id: Int) -> String {
        #"{"jsonrpc":"2.0","method":"test.echo","params":["\#(text)"],"id":\#(id)}"# + "\n"
    }

    @Test func callsOfEverySizeGoThrough() async throws {
        let (server, credentials) = (try certificates.server(), try certificates.client())
        try await withServer(needsKey: true, tls: server) { server in
            let client = server.client(key: "reader", tls: credentials)
            for size in [0, 1, 16_383, 16_384, 16_385, 3_000_000] {
                let text = String(repeating: "x", count: size)
                #expect(try await client.call(TestAPI.Echo.self, .init(text: text)) == text, "\(size) bytes")
            }
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<500 {
                    group.addTask { try await client.call(TestAPI.Echo.self, .init(text: "\(number)")) == "\(number)" }
                }
                for try await isRight in group { #expect(isRight) }
            }
            client.close()
        }
    }

    @Test func aServerOfAnotherNameOrAuthorityIsNotCalled() async throws {
        let named = try certificates.server(hosts: ["elsewhere.invalid"])
        let credentials = try certificates.client()
        let stranger = try TestCertificates().client()
        try await withServer(tls: named) { server in
            for (tls, reason) in [(credentials, "IP address mismatch"), (stranger, "TLS certificate: ")] {
                let client = server.client(tls: tls)
                let fault = await #expect(throws: Fault.self) {
                    try await client.call(TestAPI.Change.self, Empty(), options: .init(idempotencyKey: "k"))
                }
                #expect(fault?.kind == .dependencyUnavailable)
                #expect(fault?.message.contains(reason) == true, "\(fault?.message ?? "")")
                client.close()
            }
            #expect(server.gates.counted == 0)
        }
    }

    @Test func clientCertificatesAreAskedForAsTheServiceIsTold() async throws {
        let known = try certificates.client(showing: certificates.identity())
        let none = try certificates.client()
        let unknown = try certificates.client(showing: TestCertificates().identity())
        let cases: [(ClientCertificates, TLSCredentials, Bool)] = [
            (.off, none, true), (.off, unknown, true), (.optional, none, true), (.optional, known, true),
            (.optional, unknown, false), (.required, none, false), (.required, known, true),
            (.required, unknown, false),
        ]
        for (mode, credentials, isServed) in cases {
            let observer = FailureRecorder()
            try await withServer(tls: certificates.server(clients: mode), observer: observer) { server in
                let client = server.client(tls: credentials)
                let answer = try? await client.call(TestAPI.Echo.self, .init(text: "a"))
                #expect(answer == (isServed ? "a" : nil), "\(mode)")
                if !isServed { #expect(await observer.next()?.word == "certificate", "\(mode)") }
                client.close()
            }
        }
    }

    @Test func aNewCertificateIsShownToNewConnectionsAndOpenOnesGoOn() async throws {
        let credentials = try certificates.server()
        let next = try TestCertificates()
        let (old, new) = (try certificates.client(), try next.client())
        let renewed = try next.server().current
        try await withServer(tls: credentials) { server in
            let open = try await TLSPeer.connect(to: server.address, by: old)
            credentials.replace(with: renewed)
            try await open.send(echo("still", id: 1))
            #expect(try await open.line() == #"{"jsonrpc":"2.0","result":"still","id":1}"#)
            let client = server.client(tls: new)
            #expect(try await client.call(TestAPI.Echo.self, .init(text: "new")) == "new")
            await #expect(throws: TLSFailure.self) { try await TLSPeer.connect(to: server.address, by: old) }
            client.close()
            await open.wire.close()
        }
    }

    @Test func aHandshakeByteByByteIsTaken() async throws {
        let (server, credentials) = (try certificates.server(), try certificates.client())
        try await withServer(tls: server) { server in
            let peer = try await TLSPeer.connect(to: server.address, by: credentials, piece: 1)
            try await peer.send(echo("slow", id: 1))
            #expect(try await peer.line() == #"{"jsonrpc":"2.0","result":"slow","id":1}"#)
            await peer.wire.close()
        }
    }

    @Test func aHandshakeThatTakesTooLongIsCut() async throws {
        var limits = RPCLimits()
        limits.handshakeMs = 50
        let observer = FailureRecorder()
        try await withServer(limits, tls: certificates.server(), observer: observer) { server in
            let silent = try await RawClient.connect(to: server.address)
            #expect(await silent.rest() == "")
            #expect(await observer.next() == .timedOut)
        }
    }

    @Test func aClientThatEndsItsSideIsAnsweredAndThenTheServersEnds() async throws {
        let (server, credentials) = (try certificates.server(), try certificates.client())
        try await withServer(tls: server) { server in
            let peer = try await TLSPeer.connect(to: server.address, by: credentials)
            try await peer.send(wait(1) + wait(2))
            try await peer.closeOutput()
            await server.gates.arrivals(2)
            server.gates.open("g")
            let ids = [try WireReply(await peer.line()).id, try WireReply(await peer.line()).id]
            #expect(Set(ids) == ["1", "2"])
            // An end in order: `close_notify`, then the connection's.
            #expect(try await peer.line() == nil)
            #expect(await peer.wire.bytes() == nil)
        }
    }

    @Test func anEndWithoutCloseNotifyIsACutAndStopsTheWork() async throws {
        let observer = FailureRecorder()
        let credentials = try certificates.client()
        try await withServer(tls: certificates.server(), observer: observer) { server in
            let peer = try await TLSPeer.connect(to: server.address, by: credentials)
            try await peer.send(wait(1))
            await server.gates.arrivals(1)
            try await peer.wire.halfClose()
            await server.gates.cancellations(1)
            #expect(await observer.next() == .truncated)
            await #expect(throws: TLSFailure.truncated) { try await peer.line() }
        }
    }

    @Test func aDrainEndsEachConnectionInOrder() async throws {
        let (server, credentials) = (try certificates.server(), try certificates.client())
        try await withServer(tls: server) { server in
            let idle = try await TLSPeer.connect(to: server.address, by: credentials)
            let busy = try await TLSPeer.connect(to: server.address, by: credentials)
            try await busy.send(wait(1))
            await server.gates.arrivals(1)
            await server.shutDown()
            #expect(try await idle.line() == nil)
            server.gates.open("g")
            #expect(try WireReply(await busy.line()).id == "1")
            #expect(try await busy.line() == nil)
        }
    }

    @Test func plainBytesOnATLSPortAreClosedAndNeverRun() async throws {
        let observer = FailureRecorder()
        try await withServer(tls: certificates.server(), observer: observer) { server in
            let plain = try await RawClient.connect(to: server.address)
            try await plain.send(#"{"jsonrpc":"2.0","method":"test.echo","params":["a"],"id":1}"# + "\n")
            #expect(await !plain.rest().contains("jsonrpc"))
            #expect(await observer.next()?.word == "handshake")
        }
    }

    @Test func aTLSHelloOnAPlainPortIsOneParseErrorAndTheEnd() async throws {
        let credentials = try certificates.client()
        try await withServer { server in
            let hello = try await RawClient.connect(to: server.address)
            try await hello.send(Self.hello(credentials))
            #expect(try WireReply(await hello.rest()).code == -32700)
            let client = server.client(tls: credentials)
            let fault = await #expect(throws: Fault.self) { try await client.call(TestAPI.Echo.self, .init(text: "a")) }
            #expect(fault?.kind == .dependencyUnavailable)
            client.close()
        }
    }

    private static func hello(_ credentials: TLSCredentials) throws -> [UInt8] {
        var session = try credentials.current.makeSession(verifying: "127.0.0.1")
        _ = try session.shakeHands()
        var bytes = [UInt8](repeating: 0, count: session.outputBytes)
        _ = bytes.withUnsafeMutableBytes { session.takeOutput(into: $0) }
        return bytes
    }

    @Test func aPortOthersReachIsNotServedWithoutTLSAndKeys() async throws {
        let everywhere = HostPort(host: "0.0.0.0", port: 0)
        for authentication in [Authentication.required(TestKeys()), .none(everybodyIs: .init(name: "a", roles: []))] {
            let configuration = RPCServer.Configuration(
                service: "test", version: "1", address: everywhere, authentication: authentication)
            let server = RPCServer(configuration, router: RPCRouter(), now: { .init(microseconds: 0) })
            await #expect(throws: UnprotectedListener.self) { try await server.run() }
        }
    }

    @Test func onlyThisMachinesAddressesAreLoopback() throws {
        for text in ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1"] {
            #expect(try #require(HostPort(text)).isLoopback, "\(text)")
        }
        for text in ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "127.0.0.1.elsewhere.invalid:1", "127.1:1", "registry:1"] {
            #expect(try !#require(HostPort(text)).isLoopback, "\(text)")
        }
    }
}
