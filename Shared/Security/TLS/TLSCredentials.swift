import Synchronization

/// The context that new connections are made with. Connections that are open keep the one they began with.
package final class TLSCredentials: Sendable {
    // Taken once per connection and once per reload.
    private let context: Mutex<TLSContext>

    package init(_ context: TLSContext) { self.context = Mutex(context) }

    package var current: TLSContext { context.withLock(\.self) }

    package func replace(with next: TLSContext) { context.withLock { $0 = next } }
}
