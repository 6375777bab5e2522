/// Where a change stands in the feed: its transaction, and its number inside. Written `tx.seq`; `0` is before the first.
struct FeedPosition: Hashable, Comparable, Sendable, LosslessStringConvertible {
    /// An `xid8` as PostgreSQL prints it: a number without leading zeros.
    let transaction: String
    let sequence: Int64

    static let start = FeedPosition(transaction: "0", sequence: 0)

    init(transaction: String, sequence: Int64) {
        self.transaction = transaction
        self.sequence = sequence
    }

    init?(_ text: String) {
        if text == "0" {
            self = .start
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let transaction = UInt64(parts[0]), let sequence = Int64(parts[1]), sequence >= 0,
            // One spelling per position, so that positions compare as texts.
            "\(transaction).\(sequence)" == text
        else { return nil }
        self.init(transaction: String(transaction), sequence: sequence)
    }

    var description: String { self == .start ? "0" : "\(transaction).\(sequence)" }

    /// The order of the feed.
    static func < (left: FeedPosition, right: FeedPosition) -> Bool {
        guard left.transaction != right.transaction else { return left.sequence < right.sequence }
        // As numbers: of texts without leading zeros the longer one is the larger.
        let (own, other) = (left.transaction.utf8.count, right.transaction.utf8.count)
        return own == other ? left.transaction < right.transaction : own < other
    }
}
