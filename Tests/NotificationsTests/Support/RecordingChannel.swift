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
        var refused: [String: ChannelRefusal] = [:]
    }

    init(isIdempotent: Bool = true, refusal: ChannelRefusal? = nil) {
        self.isIdempotent = isIdempotent
        state = Mutex(State(refusal: refusal))
    }

    var messages: [MIMEMessage] { state.withLock(\.messages) }

    /// nil: everything is taken from now on.
    func refuse(with refusal: ChannelRefusal?) { state.withLock { $0.refusal = refusal } }

    /// Only this address is refused from now on; nil: it is taken.
    func refuse(_ address: String, with refusal: ChannelRefusal?) { state.withLock { $0.refused[address] = refusal } }

    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> Taken {
        // Let other senders in while the message is under way.
        await Task.yield()
        let (refusal, refused) = state.withLock { state in
            state.messages.append(message)
            return (state.refusal, message.to.map { state.refused["\($0)"] })
        }
        if let refusal { throw refusal }
        if let last = refused.last ?? nil, !refused.contains(where: { $0 == nil }) { throw last }
        let positions = refused.enumerated().compactMap { position, refusal in refusal.map { (position, $0) } }
        return Taken(answer: "taken", refused: Dictionary(uniqueKeysWithValues: positions))
    }
}

/// Keeps what is handed over to robots, and takes all of it.
final class RecordingRobots: RobotChannel {
    let isIdempotent = false
    let way = MessageChannel.Way.https
    private let taken = Mutex<[RobotMessage]>([])

    var messages: [RobotMessage] { taken.withLock(\.self) }

    func send(_ message: RobotMessage) async throws(ChannelRefusal) -> Taken {
        taken.withLock { $0.append(message) }
        return Taken(answer: "taken")
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

    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> Taken {
        arrived.yield(message)
        for await _ in releases { break }
        return Taken(answer: "taken")
    }
}
