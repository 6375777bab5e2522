import Dispatch

/// Calls that block their thread: those of libcurl get threads of their own and none of the pool's. What is called bounds its
/// own time.
enum BlockingCall {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { continuation.resume(returning: body()) }
        }
    }
}
