import Shared

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One `.eml` file per message, named after its id: what the embedded run does instead of sending.
struct OutboxFolder: MailChannel {
    let path: String

    /// The same message is the same file.
    var isIdempotent: Bool { true }

    func send(_ message: MIMEMessage) async throws(MailRefusal) -> String {
        let name = message.messageID.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") } + ".eml"
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            // Atomic: a reader of the folder never meets half a message.
            try Data(message.bytes).write(to: URL(fileURLWithPath: path).appendingPathComponent(name), options: .atomic)
        } catch {
            throw .temporary("the outbox cannot be written to")
        }
        return "written"
    }
}
