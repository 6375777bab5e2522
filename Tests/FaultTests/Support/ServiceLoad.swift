import Shared
import Synchronization

/// Callers that create units over RPC, one call after the other, each under an idempotency key of its own, while a test
/// makes trouble; and what each of them was told.
final class ServiceLoad: Sendable {
    struct Call: Sendable {
        /// The unit's key and the call's idempotency key.
        let key: String
        let answer: Result<ID<Unit>, Fault>
        let took: Duration
    }

    private struct State {
        var calls: [Call] = []
        var acknowledged = 0
        var isOver = false
    }

    let client: RPCClient
    /// How long each call may take.
    let timeout: Duration
    private let state = Mutex(State())

    /// So many calls a caller makes at most: a test that hangs ends all the same.
    private static let callLimit = 20_000

    private init(_ client: RPCClient, timeout: Duration) {
        self.client = client
        self.timeout = timeout
    }

    /// Runs the callers until `body` returns, and answers every call they made.
    static func run(
        on client: RPCClient, callers: Int = 8, timeout: Duration = .seconds(4),
        during body: (ServiceLoad) async throws -> Void
    ) async throws -> [Call] {
        let load = ServiceLoad(client, timeout: timeout)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 1...callers { group.addTask { await load.call(as: caller) } }
            defer { load.state.withLock { $0.isOver = true } }
            try await body(load)
            load.state.withLock { $0.isOver = true }
            try await group.waitForAll()
            return load.state.withLock(\.calls)
        }
    }

    private func call(as caller: Int) async {
        for number in 1...Self.callLimit {
            if state.withLock(\.isOver) || Task.isCancelled { return }
            let key = "load:\(caller)/\(number)"
            let began = ContinuousClock.now
            let answer = await Self.create(key, timeout: timeout, client)
            let call = Call(key: key, answer: answer, took: ContinuousClock.now - began)
            state.withLock { state in
                state.calls.append(call)
                if case .success = answer { state.acknowledged += 1 }
            }
            // As a caller does that was told to try later.
            if case .failure = answer { try? await Task.sleep(for: .milliseconds(20)) }
        }
    }

    static func create(_ key: String, timeout: Duration, _ client: RPCClient) async -> Result<ID<Unit>, Fault> {
        do throws(Fault) {
            let unit = try await client.call(
                RegistryAPI.CreateUnit.self, .init(key: UnitKey(key), kind: .enterprise, name: key),
                options: CallOptions(timeout: timeout, idempotencyKey: key))
            return .success(unit.id)
        } catch {
            return .failure(error)
        }
    }

    // MARK: For the test

    var acknowledged: Int { state.withLock(\.acknowledged) }
    var refused: Int { state.withLock { $0.calls.count - $0.acknowledged } }

    /// Waits until so many further calls were acknowledged; answers how long that took.
    @discardableResult
    func acknowledges(_ count: Int, within limit: Duration = .seconds(40)) async throws -> Duration {
        let goal = acknowledged + count
        return try await reach("\(count) acknowledged calls", limit) { self.acknowledged >= goal }
    }

    @discardableResult
    func refuses(_ count: Int, within limit: Duration = .seconds(40)) async throws -> Duration {
        let goal = refused + count
        return try await reach("\(count) refused calls", limit) { self.refused >= goal }
    }

    private func reach(_ what: String, _ limit: Duration, _ isReached: () -> Bool) async throws -> Duration {
        let began = ContinuousClock.now
        while !isReached() {
            guard ContinuousClock.now - began < limit else { throw LoadFailure(description: "no \(what) in \(limit)") }
            try await Task.sleep(for: .milliseconds(5))
        }
        return ContinuousClock.now - began
    }
}

struct LoadFailure: Error, CustomStringConvertible {
    let description: String
}
