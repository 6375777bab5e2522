import Shared

/// Delivers nothing: the books say of every message that it was recorded, and nobody has it. For a system that runs beside
/// another one, or before it may write to anybody.
struct RecordOnly: MailChannel, RobotChannel {
    /// Nothing arrives, however often.
    var isIdempotent: Bool { true }
    var way: MessageChannel.Way { .record }

    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> Taken { Self.recorded }

    func send(_ message: RobotMessage) async throws(ChannelRefusal) -> Taken { Self.recorded }

    private static let recorded = Taken(answer: "recorded, not delivered")
}
