import Contracts
import Logging
import RPC
import Security
import ServiceLifecycle
import Testing
import Values

/// A running server, as a test sees it.
struct RunningServer: Sendable {
    let address: HostPort
    let gates: Gates
    /// Begins the drain.
    let shutDown: @Sendable () async -> Void

    func client(key: String? = nil, tls: TLSCredentials? = nil) -> RPCClient {
        RPCClient(RPCClient.Configuration(service: "test", endpoints: [address], key: { key }, tls: tls))
    }
}

struct TestKeys: Authenticator {
    func authenticate(_ credential: Credential, from _: String) async throws(Fault) -> Principal {
        switch credential {
        case .key("admin"): Principal(name: "administrator", roles: [.provinceAdmin])
        case .key("reader"): Principal(name: "reader", roles: [.reader])
        case .key, .token: throw Fault(.unauthenticated)
        }
    }
}

struct TimedOut: Error {}

/// Runs the body, but no longer than 20 s: no test waits without a bound.
func bounded<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask(operation: body)
        group.addTask {
            try await Task.sleep(for: .seconds(20))
            throw TimedOut()
        }
        defer { group.cancelAll() }
        // There are two children.
        return try await group.next()!
    }
}

/// Starts the production server on a free port of the loopback for the time of the body. Ending it is part of the test:
/// `run` has to return in time and without an error.
func withServer(
    _ limits: RPCLimits = RPCLimits(), needsKey: Bool = false, port: Int = 0, tls: TLSCredentials? = nil,
    observer: (any RPCObserver)? = nil, _ body: @escaping @Sendable (RunningServer) async throws -> Void
) async throws {
    let gates = Gates()
    let everybody = Principal(name: "everybody", roles: [.reader])
    var configuration = RPCServer.Configuration(
        service: "test", version: "1.0.0", address: HostPort(host: "127.0.0.1", port: port),
        authentication: needsKey ? .required(TestKeys()) : .none(everybodyIs: everybody))
    configuration.limits = limits
    configuration.tls = tls
    let (addresses, listening) = AsyncStream.makeStream(of: HostPort.self)
    let server = RPCServer(
        configuration, router: TestAPI.router(gates), now: { Instant(microseconds: 1_779_238_800_000_000) },
        observer: observer, onListening: { listening.yield($0) })
    let group = ServiceGroup(services: [server], logger: Logger(label: "test"))
    try await bounded {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = addresses.makeAsyncIterator()
            guard let address = await iterator.next() else { throw TimedOut() }
            let running = RunningServer(
                address: address, gates: gates, shutDown: { await group.triggerGracefulShutdown() })
            do {
                try await body(running)
            } catch {
                tasks.cancelAll()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}

/// 64 calls that wait for the gate `g` leave no room for another one, whose id is 65; once they are answered there is some.
func expectNoRoom(
    for call: String, on server: RunningServer, behind waiting: [String], then next: String
) async throws {
    let client = try await RawClient.connect(to: server.address)
    try await client.send((waiting + [call]).map { $0 + "\n" }.joined())
    let busy = try WireReply(await client.line())
    #expect(busy.id == "65" && busy.code == -32009)
    server.gates.open("g")
    _ = await client.lines(64)
    try await client.send(next + "\n")
    #expect(try WireReply(await client.line()).code == nil)
    await client.close()
}
