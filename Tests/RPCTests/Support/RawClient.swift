import JSONRPC
import NIOCore
import NIOPosix
import RPC
import Values

/// A client that knows nothing of JSON-RPC: it sends bytes and takes what comes.
final class RawClient: Sendable {
    private let channel: any Channel
    private let box: Box

    /// What has come and was not taken yet. One test task uses it.
    private final class Box: @unchecked Sendable {
        var iterator: AsyncStream<[UInt8]>.Iterator
        var bytes: [UInt8] = []
        init(_ iterator: AsyncStream<[UInt8]>.Iterator) { self.iterator = iterator }
    }

    private init(_ channel: any Channel, _ stream: AsyncStream<[UInt8]>) {
        self.channel = channel
        box = Box(stream.makeAsyncIterator())
    }

    /// - Parameter reads: false for a client that never takes its answers.
    static func connect(to address: HostPort, reads: Bool = true) async throws -> RawClient {
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                }
            }
            .connect(host: address.host, port: address.port).get()
        return RawClient(channel, stream)
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let continuation: AsyncStream<[UInt8]>.Continuation
        init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }
        func channelRead(context _: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(Array(unwrapInboundIn(data).readableBytesView))
        }
        func userInboundEventTriggered(context _: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed = event { continuation.finish() }
        }
        func channelInactive(context _: ChannelHandlerContext) { continuation.finish() }
        func errorCaught(context: ChannelHandlerContext, error _: any Error) { context.close(promise: nil) }
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// What has come, at least one byte; nil at the end.
    func bytes() async -> [UInt8]? {
        if box.bytes.isEmpty { guard await more() else { return nil } }
        defer { box.bytes = [] }
        return box.bytes
    }

    /// Sends without waiting until the system has taken it.
    func sendLater(_ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    /// Says that it sends no more.
    func halfClose() async throws {
        try await channel.close(mode: .output)
    }

    func close() async {
        try? await channel.close()
    }

    /// Until the connection has ended, from either side.
    func closed() async throws {
        try await channel.closeFuture.get()
    }

    /// The next line without its ending; nil at the end.
    func line() async -> String? {
        while true {
            if let newline = box.bytes.firstIndex(of: 0x0A) {
                let line = box.bytes[..<newline]
                box.bytes.removeSubrange(...newline)
                return String(decoding: line, as: UTF8.self)
            }
            guard await more() else { return nil }
        }
    }

    func lines(_ count: Int) async -> [String] {
        var lines: [String] = []
        while lines.count < count, let line = await line() { lines.append(line) }
        return lines
    }

    /// All that comes until the server closes its side.
    func rest() async -> String {
        while await more() {}
        defer { box.bytes = [] }
        return String(decoding: box.bytes, as: UTF8.self)
    }

    private func more() async -> Bool {
        guard let bytes = await box.iterator.next() else { return false }
        box.bytes += bytes
        return true
    }
}

/// What tests ask about an answer.
struct WireReply: Sendable {
    let id: String
    let code: Int?
    let result: JSONValue?
    let data: JSONValue?

    init(_ line: String?) throws {
        let root = try JSONDocument.parse((line ?? "").utf8).root
        id = root["id"]?.rawText ?? "absent"
        let error = root["error"]
        code = try error?["code"]?.decode(Int.self, path: "code")
        result = try root["result"]?.decode(JSONValue.self, path: "result")
        data = try error?["data"]?.decode(JSONValue.self, path: "data")
    }
}
