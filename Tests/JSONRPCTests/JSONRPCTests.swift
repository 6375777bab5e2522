import JSONRPC
import Testing

@Suite struct SmokeTests {
    struct Params: Codable, Equatable {
        var name: String
        var count: Int64
        var tags: [String]
        var note: String?
    }

    @Test func requestRoundTrips() throws {
        var framer = MessageFramer()
        framer.append(
            Array(
                #"{"jsonrpc":"2.0","id":1,"method":"a.b.c","params":{"name":"活动周","count":9223372036854775807,"tags":["a","b\n"]}}"#
                    .utf8) + [10])
        guard case .message(let document, answer: .stream(.newline)) = framer.next() else {
            Issue.record("no message")
            return
        }
        guard case .single(.call(let call)) = Envelope.read(document) else {
            Issue.record("no call")
            return
        }
        let params = try #require(call.params).decode(Params.self, path: "params")
        #expect(params == Params(name: "活动周", count: .max, tags: ["a", "b\n"]))
        var writer = JSONWriter()
        writer.beginResult(id: try #require(call.id))
        try writer.encode(params)
        writer.endMessage()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"jsonrpc":"2.0","id":1,"result":{"name":"活动周","count":9223372036854775807,"tags":["a","b\n"]}}"#)
    }
}
