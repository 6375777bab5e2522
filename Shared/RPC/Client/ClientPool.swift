import Contracts
import JSONRPC
import Logging
import NIOCore
import NIOPosix
import Security
import Synchronization

/// The connections of a client: does what ``PoolState`` decides.
final class ClientPool: Sendable {
    fileprivate struct State {
        var pool: PoolState
        var connections: [Int: ClientConnection] = [:]
        var waiters: [UInt64: EventLoopPromise<Void>] = [:]
        var nextWaiter: UInt64 = 0
        /// Changes whenever somebody who waits should look again.
        var version: UInt64 = 0
        var failure: Fault?
        var isClosed = false
    }

    private let configuration: RPCClient.Configuration
    private let state: Mutex<State>
    private let group = MultiThreadedEventLoopGroup.singleton

    init(_ configuration: RPCClient.Configuration, limits: PoolState.Limits) {
        self.configuration = configuration
        state = Mutex(State(pool: PoolState(limits)))
    }

    deinit {
        close()
    }

    var unreachable: Fault {
        Fault(.dependencyUnavailable, "The \(configuration.service) service cannot be reached")
    }

    /// Sends the call once, and says to which address. Throws when no connection can be had in time.
    ///
    /// - Parameter avoided: an address that has just refused it.
    func send(
        _ call: OutgoingCall, avoiding avoided: String? = nil
    ) async throws(Fault) -> (CallOutcome, address: String) {
        let failuresBefore = state.withLock { $0.pool.failuresEver }
        while true {
            if Task.isCancelled { throw Fault(.cancelled) }
            let step = state.withLock { $0.step(call, avoided, failuresBefore, unreachable) }
            if let member = step.opens { open(member) }
            switch step.outcome {
            case .use(let member, let connection, let address):
                let outcome = await connection.send(call)
                release(member, isLongPoll: call.isLongPoll)
                return (outcome, address)
            case .wait(let moment, let version):
                guard Uptime.now < call.expires else {
                    throw state.withLock(\.failure) ?? Fault(.deadlineExceeded)
                }
                await change(after: version, until: min(moment, call.expires))
            case .fail(let fault):
                throw fault
            }
        }
    }

    /// False when the call's time is up before the pause is, or the task is cancelled.
    func pause(milliseconds: Int, until end: Uptime) async -> Bool {
        let moment = Uptime.now.adding(milliseconds: milliseconds)
        guard moment < end else { return false }
        do {
            try await Task.sleep(for: .milliseconds(milliseconds))
            return true
        } catch {
            return false
        }
    }

    func close() {
        let (connections, waiters) = state.withLock { state in
            state.isClosed = true
            return (Array(state.connections.values), state.takeWaiters())
        }
        for connection in connections { connection.close() }
        for waiter in waiters { waiter.succeed() }
    }

    private func release(_ member: Int, isLongPoll: Bool) {
        // Room for one call is news for one waiter.
        let waiter = state.withLock { state in
            state.pool.release(member, isLongPoll: isLongPoll)
            state.version += 1
            return state.waiters.popFirst()?.value
        }
        waiter?.succeed()
    }

    private func retired(_ member: Int) {
        let waiters = state.withLock { state in
            state.pool.retired(member)
            state.connections[member] = nil
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.succeed() }
    }

    /// Waits until something has changed since `version`, but not beyond `moment`.
    private func change(after version: UInt64, until moment: Uptime) async {
        let promise = group.any().makePromise(of: Void.self)
        let waiter: UInt64? = state.withLock { state in
            guard state.version == version, !state.isClosed else { return nil }
            state.nextWaiter += 1
            state.waiters[state.nextWaiter] = promise
            return state.nextWaiter
        }
        guard let waiter else {
            promise.succeed()
            return
        }
        let wake: @Sendable () -> Void = {
            self.state.withLock { $0.waiters.removeValue(forKey: waiter) }?.succeed()
        }
        let timer = promise.futureResult.eventLoop.scheduleTask(deadline: NIODeadline(moment), wake)
        await withTaskCancellationHandler {
            // Only ever succeeded, and at the latest by the timer.
            try? await promise.futureResult.get()
        } onCancel: {
            wake()
        }
        timer.cancel()
    }

    /// Opens a connection beside its callers, because it outlives them; it ends by itself within its time limits.
    private func open(_ member: Int) {
        Task {
            var tried: ResolvedAddress?
            let failure: Fault?
            do throws(Fault) {
                try await connect(member, &tried)
                failure = nil
            } catch {
                failure = error
            }
            let waiters = state.withLock { state in
                state.failure = failure
                if failure != nil {
                    state.pool.openingFailed(
                        address: tried?.address.description, at: .now, jitter: .random(in: 0.5...1))
                }
                return state.takeWaiters()
            }
            for waiter in waiters { waiter.succeed() }
        }
    }

    /// - Parameter tried: the address, once one was chosen.
    private func connect(_ member: Int, _ tried: inout ResolvedAddress?) async throws(Fault) {
        let connection: ClientConnection
        let key: String?
        let target: ResolvedAddress
        do {
            key = try configuration.key()
            let addresses = try await Resolver.addresses(of: configuration.endpoints)
            let names = addresses.map(\.address.description)
            let chosen = state.withLock { state in
                let chosen = state.pool.target(of: names, at: .now)
                if chosen == nil { state.pool.openingUnneeded() }
                return chosen
            }
            guard let chosen else { return }
            target = addresses[chosen]
            tried = target
            connection = try await dial(member, target)
        } catch {
            complain(error, tried)
            // Which address refused or what the system said is for the operator of this side; the fault names the service.
            guard let failure = error as? TLSFailure else { throw unreachable }
            throw Fault(.dependencyUnavailable, "\(unreachable.message). \(failure)")
        }
        if let key { try await authenticate(connection, key) }
        let (isUsable, isClosed) = state.withLock { state in
            guard state.pool.opened(member, address: target.address.description) else { return (false, state.isClosed) }
            state.connections[member] = connection
            return (true, state.isClosed)
        }
        if isClosed || !isUsable { connection.close() }
        guard isUsable else { throw unreachable }
    }

    /// The first failure of a row, for the operator; the others say the same.
    private func complain(_ error: any Error, _ tried: ResolvedAddress?) {
        guard state.withLock(\.pool.failures) == 0 else { return }
        Logger.rpc.warning(
            "a service cannot be reached",
            metadata: [
                "peer": "\(configuration.service)", "at": "\(tried?.address.description ?? "no address")",
                "error": "\(error)",
            ])
    }

    private func dial(_ member: Int, _ target: ResolvedAddress) async throws -> ClientConnection {
        let (connection, secured) = try await ClientBootstrap(group: group)
            .connectTimeout(.seconds(2))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .losingDeadPeers()
            .connect(to: target.address) { [tls = configuration.tls] channel in
                channel.eventLoop.makeCompletedFuture {
                    let secured = try tls.map {
                        try channel.addClientTLS($0, host: target.host, handshakeLimit: .seconds(5))
                    }
                    let connection = ClientConnection(eventLoop: channel.eventLoop) { [weak self] in
                        self?.retired(member)
                    }
                    try channel.pipeline.syncOperations.addHandler(connection)
                    return (connection, secured)
                }
            }
        try await secured?.get()
        return connection
    }

    private func authenticate(_ connection: ClientConnection, _ key: String) async throws(Fault) {
        var traces = TraceSource()
        let call = try OutgoingCall(
            method: ProtocolAPI.Auth.contract.name, kind: .query, options: CallOptions(),
            expires: Uptime.now.adding(milliseconds: 5000), trace: traces.next()
        ) { writer, meta throws(Fault) in
            do {
                try writer.encode(ProtocolAPI.Auth.Params(key: key), adding: "_meta", meta)
            } catch {
                throw Fault(.unauthenticated, "The key cannot be written as JSON")
            }
        }
        switch await connection.send(call) {
        case .result: return
        case .fault(let fault) where fault.kind == .unauthenticated:
            connection.close()
            throw Fault(.unauthenticated, "The \(configuration.service) service does not accept this key")
        case .fault, .lost, .cancelled, .expired:
            connection.close()
            throw unreachable
        }
    }
}

extension ClientPool.State {
    fileprivate enum Outcome {
        case use(Int, ClientConnection, address: String)
        case wait(until: Uptime, version: UInt64)
        case fail(Fault)
    }

    fileprivate mutating func step(
        _ call: OutgoingCall, _ avoided: String?, _ failuresBefore: Int, _ unreachable: Fault
    ) -> (outcome: Outcome, opens: Int?) {
        guard !isClosed else { return (.fail(unreachable), nil) }
        let now = Uptime.now
        let choice = pool.choose(isLongPoll: call.isLongPoll, avoiding: avoided)
        if case .use(let member) = choice, let connection = connections[member] {
            return (.use(member, connection, address: pool.members[member]?.address ?? ""), pool.open(at: now))
        }
        let failed = pool.failuresEver - failuresBefore
        // A key that is refused will be refused again.
        let isRefused = failed > 0 && pool.members.isEmpty && failure?.kind == .unauthenticated
        if isRefused || pool.givesUp(after: failed) { return (.fail(failure ?? unreachable), nil) }
        let opens = pool.open(at: now)
        let moment = opens == nil && pool.opening == nil && pool.retryAt > now ? pool.retryAt : call.expires
        return (.wait(until: moment, version: version), opens)
    }

    fileprivate mutating func takeWaiters() -> [EventLoopPromise<Void>] {
        version += 1
        defer { waiters = [:] }
        return Array(waiters.values)
    }
}
