import Shared
import Synchronization

@testable import Notifications

/// Keeps what is handed over, and answers what a test wants.
final class RecordingChannel: MailChannel {
    let isIdempotent: Bool
    let way = MessageChannel.Way.folder
    private let state: Mutex<State>

    private struct State {
        var messages: [MIMEMessage] = []
        var refusal: ChannelRefusal?
    }

    init(isIdempotent: Bool = true, refusal: ChannelRefusal? = nil) {
        self.isIdempotent = isIdempotent
        state = Mutex(State(refusal: refusal))
    }

    var messages: [MIMEMessage] { state.withLock(\.messages) }

    /// nil: everything is taken from now on.
    func refuse(with refusal: ChannelRefusal?) { state.withLock { $0.refusal = refusal } }

    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> String {
        // Let other senders in while the message is under way.
        await Task.yield()
        let refusal = state.withLock { state in
            state.messages.append(message)
            return state.refusal
        }
        if let refusal { throw refusal }
        return "taken"
    }
}

/// Holds each message until it is told to let it go.
final class HoldingChannel: MailChannel {
    let isIdempotent = false
    let way = MessageChannel.Way.smtp
    let arrivals: AsyncStream<MIMEMessage>
    private let arrived: AsyncStream<MIMEMessage>.Continuation
    private let releases: AsyncStream<Void>
    private let released: AsyncStream<Void>.Continuation

    init() {
        (arrivals, arrived) = AsyncStream.makeStream()
        (releases, released) = AsyncStream.makeStream()
    }

    func release() { released.yield() }

    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> String {
        arrived.yield(message)
        for await _ in releases { break }
        return "taken"
    }
}
