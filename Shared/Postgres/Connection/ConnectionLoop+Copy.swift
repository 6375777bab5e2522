import CLibPQ

extension ConnectionLoop {
    /// Moves what can be moved between the channel and libpq without waiting.
    func moveCopy(_ open: OpaquePointer) throws(PostgresError) {
        guard let current = copy else { return }
        let isOver = current.isIn ? try moveIn(open, current.channel) : try moveOut(open, current.channel)
        guard isOver else { return }
        copy = nil
        try receive(open)
    }

    private func moveIn(_ open: OpaquePointer, _ channel: CopyChannel) throws(PostgresError) -> Bool {
        while true {
            let chunk: [UInt8]
            if let unsent = copy?.unsent {
                chunk = unsent
            } else {
                switch channel.take(orWake: connection) {
                case .chunk(let bytes): chunk = bytes
                case .empty: return false
                case .end(let fault):
                    switch PQputCopyEnd(open, fault) {
                    case 1: return true
                    case 0: return false
                    default: throw Self.lost(open)
                    }
                }
            }
            let code = chunk.withUnsafeBytes {
                PQputCopyData(open, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count))
            }
            guard code >= 0 else { throw Self.lost(open) }
            copy?.unsent = code == 1 ? nil : chunk
            if code == 0 { return false }
        }
    }

    private func moveOut(_ open: OpaquePointer, _ channel: CopyChannel) throws(PostgresError) -> Bool {
        while channel.hasRoom(orWake: connection) {
            var buffer: UnsafeMutablePointer<CChar>?
            let length = PQgetCopyData(open, &buffer, 1)
            if length == 0 { return false }
            guard length > 0, let buffer else { return true }
            channel.put(Array(UnsafeRawBufferPointer(start: buffer, count: Int(length))))
            PQfreemem(buffer)
        }
        return false
    }
}
