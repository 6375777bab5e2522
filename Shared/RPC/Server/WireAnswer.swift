import Contracts
import JSONRPC

/// Answers as JSON-RPC 2.0 writes them.
enum WireAnswer {
    /// A whole answer without its frame.
    static func fault(_ fault: Fault, id: RequestID) -> [UInt8] {
        var writer = JSONWriter()
        write(fault, id: id, to: &writer)
        return writer.bytes
    }

    static func write(_ fault: Fault, id: RequestID, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("jsonrpc")
        writer.string("2.0")
        writer.name("error")
        writer.beginObject()
        writer.name("code")
        writer.integer(fault.kind.code)
        writer.name("message")
        writer.string(fault.message)
        writer.name("data")
        do {
            try writer.encode(FaultData(fault))
        } catch {
            // Only a double that is not finite fails to encode, and there is none in it.
            preconditionFailure("a fault cannot be written: \(error)")
        }
        writer.endObject()
        writer.name("id")
        writer.raw(id.json.utf8)
        writer.endObject()
    }

    /// On an error `writer` is as it was.
    static func write(_ result: some Encodable, id: RequestID, to writer: inout JSONWriter) throws {
        let start = writer.bytes.count
        do {
            writer.beginAnswer()
            try writer.encode(result)
            writer.endAnswer(id: id)
        } catch {
            writer.bytes.removeSubrange(start...)
            throw error
        }
    }
}
