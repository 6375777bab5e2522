import Foundation
import Shared

/// What the embedded run does instead of sending: mail goes into a maildir, what is for a robot becomes a file of `robots/` in it,
/// each named after its message.
struct OutboxFolder: MailChannel, RobotChannel {
    private let mail: Maildir
    private var robots: String { mail.path + "/robots" }

    init(path: String) { mail = Maildir(path: path) }

    /// The same message is the same file.
    var isIdempotent: Bool { true }
    var way: MessageChannel.Way { .folder }

    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> Taken {
        let name = Self.name(message.messageID) + ".activity-week"
        return try await write { try mail.deliver(message.bytes, as: name) }
    }

    func send(_ message: RobotMessage) async throws(ChannelRefusal) -> Taken {
        let body: [UInt8]
        do { body = try message.body() } catch { throw .permanent("the message could not be written as JSON") }
        let name = Self.name(message.messageID) + ".json"
        return try await write {
            try FileManager.default.createDirectory(atPath: robots, withIntermediateDirectories: true)
            try DurableFile.write(body, to: "\(robots)/\(name)", by: "\(robots)/.\(name)")
        }
    }

    /// The part of the message's id that is its own, in what may stand in a file's name.
    private static func name(_ id: String) -> String {
        id.prefix { $0 != "@" }.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }

    private func write(_ body: @escaping @Sendable () throws -> Void) async throws(ChannelRefusal) -> Taken {
        // On a thread of its own: a disk may take its time.
        let isWritten = await BlockingCall.run { (try? body()) != nil }
        guard isWritten else { throw .temporary("the outbox cannot be written to") }
        return Taken(answer: "written")
    }
}
