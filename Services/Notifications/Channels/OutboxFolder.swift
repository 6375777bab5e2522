import Shared

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One file per message, named after its id, `.eml` for mail and `.json` for a robot: what the embedded run does instead
/// of sending.
struct OutboxFolder: MailChannel, RobotChannel {
    let path: String

    /// The same message is the same file.
    var isIdempotent: Bool { true }
    var way: MessageChannel.Way { .folder }

    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> Taken {
        try write(message.bytes, of: message.messageID, as: "eml")
    }

    func send(_ message: RobotMessage) async throws(ChannelRefusal) -> Taken {
        let body: [UInt8]
        do { body = try message.body() } catch { throw .permanent("the message could not be written as JSON") }
        return try write(body, of: message.messageID, as: "json")
    }

    private func write(_ bytes: [UInt8], of id: String, as ending: String) throws(ChannelRefusal) -> Taken {
        let name = id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") } + "." + ending
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            // Atomic: a reader of the folder never meets half a message.
            try Data(bytes).write(to: URL(fileURLWithPath: path).appendingPathComponent(name), options: .atomic)
        } catch {
            throw .temporary("the outbox cannot be written to")
        }
        return Taken(answer: "written")
    }
}
