/// An event loop of the process, on which connections to PostgreSQL may live beside those whose requests they serve: a
/// statement then goes out from where its request was read, and its answer comes back there, without a change of thread
/// (`docs/decisions/one-loop.md`).
package protocol Reactor: AnyObject, Sendable {
    /// Whether the caller runs on it.
    var isCurrent: Bool { get }

    /// Runs `body` on it: behind what it does now and what it was given before, in front of anything it would wait for.
    func execute(_ body: @escaping @Sendable () -> Void)

    /// Runs `body` on it once, not before `delay` has passed.
    /// - Returns: what takes it back, if it has not run.
    func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> @Sendable () -> Void

    /// Takes over a connected stream socket, reads it on this event loop and closes it at the end. The receiver hears all of
    /// it on this event loop.
    func adopt(_ socket: Int32, for receiver: any ReactorReceiver)
}

/// What happens to a socket that a reactor has adopted.
package protocol ReactorReceiver: AnyObject, Sendable {
    /// First of all, and once; not at all when the reactor could not take the socket.
    func opened(_ stream: any ReactorStream)

    /// Bytes, in their order; valid during the call.
    func received(_ bytes: UnsafeRawBufferPointer)

    /// Nothing more can be read at the moment.
    func receivedAll()

    /// Last of all, and once: the peer, the network or `close` ended it.
    func closed()
}

/// A socket that a reactor has adopted. For use on its event loop.
package protocol ReactorStream: AnyObject {
    /// Sends what `fill` puts into the room it is given, behind what was sent before. What the system does not take at once is
    /// kept until it does.
    ///
    /// - Parameter fill: answers how many bytes there are.
    /// - Returns: that.
    func write(atMost limit: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> Int

    func close()
}
