import Contracts
import JSONRPC
import NIOPosix
import RPC
import Synchronization
import Values

/// Methods whose course a test controls.
enum TestAPI {
    enum Echo: RPCMethod {
        struct Params: Codable, Sendable {
            let text: String
        }
        static let contract = MethodContract("test.echo", "Its text.", kind: .query, positional: ["text"])
        static let examples = [Example(params: Params(text: "a"), result: "a")]
    }

    /// Answers when its gate is opened.
    enum Wait: RPCMethod {
        struct Params: Codable, Sendable {
            let gate: String
        }
        static let contract = MethodContract("test.wait", "Waits for a gate.", kind: .query)
        static let examples = [Example(params: Params(gate: "a"), result: "a")]
    }

    /// As `Wait`, without a task; the gates `refused` and `broken` let nobody in and nobody out.
    enum Pend: RPCMethod {
        static let contract = MethodContract("test.pend", "Waits for a gate.", kind: .query)
        static let examples = [Example(params: Wait.Params(gate: "a"), result: "a")]
    }

    enum Poll: RPCMethod {
        static let contract = MethodContract("test.poll", "Waits for a gate, as a long poll.", kind: .longPoll)
        static let examples = [Example(params: Wait.Params(gate: "a"), result: "a")]
    }

    enum Open: RPCMethod {
        static let contract = MethodContract("test.open", "Opens a gate.", kind: .query)
        static let examples = [Example(params: Wait.Params(gate: "a"), result: Empty())]
    }

    enum Change: RPCMethod {
        static let contract = MethodContract("test.change", "Counts how often it was run.", kind: .mutation)
        static let examples = [Example(params: Empty(), result: 1)]
    }

    enum Administer: RPCMethod {
        static let contract = MethodContract(
            "test.administer", "For administrators.", kind: .query, access: .roles([.provinceAdmin]))
        static let examples = [Example(params: Empty(), result: Empty())]
    }

    enum Fail: RPCMethod {
        static let contract = MethodContract("test.fail", "Fails unexpectedly.", kind: .query)
        static let examples = [Example(params: Empty(), result: Empty())]
    }

    enum Large: RPCMethod {
        struct Params: Codable, Sendable {
            let bytes: Int
        }
        static let contract = MethodContract("test.large", "A text of so many bytes.", kind: .query)
        static let examples = [Example(params: Params(bytes: 1), result: "x")]
    }

    enum Scope: RPCMethod {
        struct Result: Codable, Sendable {
            let principal: String?
            let remainingMs: Int
            let traceID: String
            let canonical: String
        }
        static let contract = MethodContract("test.scope", "What a method knows of its call.", kind: .query)
        static let examples = [
            Example(
                params: [:] as JSONValue,
                result: Result(principal: nil, remainingMs: 1, traceID: "", canonical: "{}"))
        ]
    }

    /// Runs where it is read; `count` copies of a text, or an unexpected failure for a negative count.
    enum Direct: RPCMethod {
        struct Params: Codable, Sendable {
            let text: String
            let count: Int
        }
        static let contract = MethodContract("test.direct", "Copies of a text.", kind: .query)
        static let examples = [Example(params: Params(text: "a", count: 2), result: "aa")]
    }

    /// Whether it began on an event loop: a method that did came there without a change of thread.
    enum Place: RPCMethod {
        static let contract = MethodContract("test.place", "Where it begins.", kind: .query)
        static let examples = [Example(params: Empty(), result: true)]
    }

    /// Throws the example of a fault.
    enum Raise: RPCMethod {
        struct Params: Codable, Sendable {
            let reason: String
        }
        static let contract = MethodContract("test.raise", "Fails with a fault of the table.", kind: .query)
        static let examples = [Example(params: Params(reason: "BUSY"), result: Empty())]
    }

    struct Unexpected: Error {}

    private static func isOnEventLoop() -> Bool { MultiThreadedEventLoopGroup.currentEventLoop != nil }

    static func router(_ gates: Gates) -> RPCRouter {
        var router = RPCRouter()
        router.register(Echo.self) { params, _ in params.text }
        router.register(Wait.self) { params, _ in try await gates.wait(params.gate) }
        router.register(
            Pend.self,
            waiting: { params, _, answer in
                if params.gate == "refused" { throw Fault(.permissionDenied) }
                return gates.pend(params.gate) { outcome in
                    answer.finish { writer in
                        try outcome.get()
                        writer.string(params.gate)
                        if params.gate == "broken" { throw Unexpected() }
                    }
                }
            })
        router.register(Poll.self) { params, _ in try await gates.wait(params.gate) }
        router.register(Open.self) { params, _ in
            gates.open(params.gate)
            return Empty()
        }
        router.register(Place.self) { _, _ in isOnEventLoop() }
        router.register(Change.self) { _, _ in gates.count() }
        router.register(Administer.self) { _, _ in Empty() }
        router.register(Fail.self) { _, _ -> Empty in throw Unexpected() }
        router.register(Raise.self) { params, _ -> Empty in
            throw FaultKind.of(reason: params.reason)?.example ?? Fault(.invalidParams)
        }
        router.register(Large.self) { params, _ in String(repeating: "x", count: params.bytes) }
        router.register(
            Direct.self,
            direct: { params, _ in
                guard params.count >= 0 else { throw Unexpected() }
                return String(repeating: params.text, count: params.count)
            })
        router.register(Scope.self) { _, call in
            Scope.Result(
                principal: call.principal?.name, remainingMs: Int(call.remaining / .milliseconds(1)),
                traceID: call.trace.traceID, canonical: String(decoding: call.canonicalParams(), as: UTF8.self))
        }
        return router
    }
}

/// Gates that methods wait at, and what has happened at them.
final class Gates: Sendable {
    private struct State {
        var open: Set<String> = []
        var waiting: [String: [UInt64: @Sendable (Result<Void, any Error>) -> Void]] = [:]
        var next: UInt64 = 0
        var arrived = 0
        var cancelled = 0
        var count = 0
        var watchers: [(condition: @Sendable (Int, Int) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    func wait(_ gate: String) async throws -> String {
        let id = arrive()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(gate, id) { continuation.resume(with: $0) }
                if Task.isCancelled { cancel(gate, id) }
            }
        } onCancel: {
            cancel(gate, id)
        }
        return gate
    }

    /// As `wait`, without a task.
    func pend(_ gate: String, tell: @escaping @Sendable (Result<Void, any Error>) -> Void) -> any PendingWork {
        let id = arrive()
        enter(gate, id, tell)
        return Pending(cancelling: { self.cancel(gate, id) })
    }

    private final class Pending: PendingWork {
        private let cancelling: @Sendable () -> Void

        init(cancelling: @escaping @Sendable () -> Void) { self.cancelling = cancelling }

        func cancel() { cancelling() }
    }

    private func arrive() -> UInt64 {
        let id = state.withLock { state in
            state.next += 1
            state.arrived += 1
            return state.next
        }
        notify()
        return id
    }

    private func enter(_ gate: String, _ id: UInt64, _ tell: @escaping @Sendable (Result<Void, any Error>) -> Void) {
        let isOpen = state.withLock { state in
            if state.open.contains(gate) { return true }
            state.waiting[gate, default: [:]][id] = tell
            return false
        }
        if isOpen { tell(.success(())) }
    }

    func open(_ gate: String) {
        let waiting = state.withLock { state in
            state.open.insert(gate)
            return state.waiting.removeValue(forKey: gate) ?? [:]
        }
        for tell in waiting.values { tell(.success(())) }
    }

    func count() -> Int {
        state.withLock { state in
            state.count += 1
            return state.count
        }
    }

    /// How many calls have come to a gate so far.
    var arrived: Int { state.withLock(\.arrived) }

    /// How often `count` was called.
    var counted: Int { state.withLock(\.count) }

    /// Until so many calls have come to a gate.
    func arrivals(_ count: Int) async { await until { arrived, _ in arrived >= count } }

    /// Until so many calls were cancelled at a gate.
    func cancellations(_ count: Int) async { await until { _, cancelled in cancelled >= count } }

    private func cancel(_ gate: String, _ id: UInt64) {
        let tell = state.withLock { state in
            let tell = state.waiting[gate]?.removeValue(forKey: id)
            if tell != nil { state.cancelled += 1 }
            return tell
        }
        tell?(.failure(CancellationError()))
        notify()
    }

    private func until(_ condition: @escaping @Sendable (Int, Int) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isMet = state.withLock { state in
                if condition(state.arrived, state.cancelled) { return true }
                state.watchers.append((condition, continuation))
                return false
            }
            if isMet { continuation.resume() }
        }
    }

    private func notify() {
        let met = state.withLock { state in
            let met = state.watchers.filter { $0.condition(state.arrived, state.cancelled) }
            state.watchers.removeAll { $0.condition(state.arrived, state.cancelled) }
            return met
        }
        for watcher in met { watcher.continuation.resume() }
    }
}
