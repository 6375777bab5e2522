import Shared

enum ChannelStatements {
    static let standing = Statement(
        """
        SELECT channel, count(*) FILTER (WHERE state IN ('planned', 'retry', 'sending')),
            count(*) FILTER (WHERE state = 'uncertain'), count(*) FILTER (WHERE state = 'dead'),
            max(at) FILTER (WHERE state = 'sent')
        FROM deliveries GROUP BY channel
        """
    ) { row in
        (
            channel: try row.next(ContactChannel.self), waiting: Int(try row.next(Int64?.self) ?? 0),
            uncertain: Int(try row.next(Int64?.self) ?? 0), dead: Int(try row.next(Int64?.self) ?? 0),
            lastSentAt: try row.next(Instant?.self)
        )
    }

    static let all: [AnyStatement] = [AnyStatement(standing)]
}
