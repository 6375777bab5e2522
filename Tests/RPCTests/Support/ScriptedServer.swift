import JSONRPC
import NIOCore
import NIOPosix
import RPC
import Synchronization

/// A peer that answers as a test says, or not at all: each request line it gets, with the connection's number.
final class ScriptedServer: Sendable {
    enum Reply: Sendable {
        /// A result as JSON, under the request's id.
        case result(String)
        case nothing
        /// The connection ends, as when the peer dies.
        case close
    }

    /// A request as it came.
    struct Request: Sendable {
        let connection: Int
        let method: String
        let idempotencyKey: String?
    }

    let address: HostPort
    private let channel: any Channel
    private let log: Requests

    var requests: [Request] { log.all.withLock(\.self) }

    private final class Requests: Sendable {
        let all = Mutex<[Request]>([])
        let connections = Atomic<Int>(0)
    }

    static func with<Value: Sendable>(
        _ script: @escaping @Sendable (Request) -> Reply, _ body: (ScriptedServer) async throws -> Value
    ) async throws -> Value {
        let log = Requests()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = log.connections.add(1, ordering: .relaxed).newValue
                    try channel.pipeline.syncOperations.addHandler(Handler(number, log, script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let address = HostPort(host: "127.0.0.1", port: channel.localAddress?.port ?? 0)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(ScriptedServer(address, channel, log)))
        } catch {
            result = .failure(error)
        }
        try? await channel.close()
        return try result.get()
    }

    private init(_ address: HostPort, _ channel: any Channel, _ log: Requests) {
        self.address = address
        self.channel = channel
        self.log = log
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let number: Int
        private let log: Requests
        private let script: @Sendable (Request) -> Reply
        private var bytes: [UInt8] = []

        init(_ number: Int, _ log: Requests, _ script: @escaping @Sendable (Request) -> Reply) {
            self.number = number
            self.log = log
            self.script = script
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += Array(unwrapInboundIn(data).readableBytesView)
            while let newline = bytes.firstIndex(of: 0x0A) {
                let line = Array(bytes[..<newline])
                bytes.removeSubrange(...newline)
                guard let root = try? JSONDocument.parse(line).root, let id = root["id"]?.rawText else { continue }
                let request = Request(
                    connection: number, method: root["method"]?.rawText ?? "",
                    idempotencyKey: root["params"]?["_meta"]?["idempotencyKey"]?.rawText)
                log.all.withLock { $0.append(request) }
                switch script(request) {
                case .result(let json):
                    let text = #"{"jsonrpc":"2.0","result":\#(json),"id":\#(id)}"# + "\n"
                    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
                case .nothing: break
                case .close: return context.close(promise: nil)
                }
            }
        }
    }
}
