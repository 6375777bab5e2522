import CLibPQ

extension ConnectionLoop {
    /// A COPY between its first reply and its last chunk.
    struct Copy {
        let channel: CopyChannel
        let isIn: Bool
        /// Taken from the channel and not yet given to libpq.
        var unsent: ArraySlice<UInt8> = []
        /// The server takes nothing now: go on when the socket can be written to.
        var isHeld = false
        /// Taken from libpq and not yet in the channel.
        var row: CopiedRow?
    }

    /// What libpq or the channel gets at once: the rest of a larger value waits where it is.
    private static let pieceLimit = 1 << 16

    /// Moves what can be moved between the channel and libpq without waiting.
    func moveCopy(_ open: OpaquePointer) throws(PostgresError) {
        guard let current = copy else { return }
        let isOver = current.isIn ? try moveIn(open, current.channel) : try moveOut(open, current.channel)
        guard isOver else { return }
        copy = nil
        try receive(open)
    }

    private func moveIn(_ open: OpaquePointer, _ channel: CopyChannel) throws(PostgresError) -> Bool {
        copy?.isHeld = true
        // libpq keeps without bound what the server does not take, so it gets the next piece when the last one is gone.
        while try !flush(open) {
            var rest = copy?.unsent ?? []
            if rest.isEmpty {
                switch channel.take(orWake: connection) {
                case .chunk(let bytes): rest = bytes[...]
                case .empty:
                    copy?.isHeld = false
                    return false
                case .end(let fault):
                    switch PQputCopyEnd(open, fault) {
                    case 1: return true
                    case 0: return false
                    default: throw Self.lost(open)
                    }
                }
            }
            let piece = rest.prefix(Self.pieceLimit)
            let code = piece.withUnsafeBytes {
                PQputCopyData(open, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count))
            }
            guard code >= 0 else { throw Self.lost(open) }
            copy?.unsent = code == 1 ? rest.dropFirst(piece.count) : rest
            if code == 0 { return false }
        }
        return false
    }

    private func moveOut(_ open: OpaquePointer, _ channel: CopyChannel) throws(PostgresError) -> Bool {
        while channel.hasRoom(orWake: connection) {
            if let row = copy?.row, let piece = row.next(atMost: Self.pieceLimit) {
                channel.put(piece)
                continue
            }
            copy?.row = nil
            var buffer: UnsafeMutablePointer<CChar>?
            let length = PQgetCopyData(open, &buffer, 1)
            if length == 0 { return false }
            guard length > 0, let buffer else { return true }
            copy?.row = CopiedRow(buffer, count: Int(length))
        }
        return false
    }
}

/// A row that libpq has read whole, given on in pieces.
final class CopiedRow {
    private let bytes: UnsafeMutableRawBufferPointer
    private var offset = 0

    /// Takes over libpq's buffer.
    init(_ buffer: UnsafeMutablePointer<CChar>, count: Int) {
        bytes = UnsafeMutableRawBufferPointer(start: buffer, count: count)
    }

    deinit { PQfreemem(bytes.baseAddress) }

    /// The next bytes; nil when all were taken.
    func next(atMost limit: Int) -> [UInt8]? {
        guard offset < bytes.count else { return nil }
        let end = min(offset + limit, bytes.count)
        defer { offset = end }
        return Array(bytes[offset..<end])
    }
}
