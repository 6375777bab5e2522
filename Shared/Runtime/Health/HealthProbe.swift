import NIOCore
import NIOPosix
import RPC
import Security

/// Asks a running service whether it is ready, for the `healthcheck` of its own binary.
struct HealthProbe: Sendable {
    let address: HostPort
    /// With them it asks by TLS, and believes only who the authorities know.
    var tls: TLSCredentials?
    /// Readiness is a few lines; metrics are more.
    var longestAnswer = 16_384

    private static let limit: TimeAmount = .seconds(3)

    /// nil when the service is ready, else what is wrong.
    func problem() async -> String? {
        guard address.port != 0 else { return "WEEK_ADMIN_LISTEN has port 0: a check needs a fixed port" }
        do {
            let answer = try await ask("/readyz")
            if answer.hasPrefix("HTTP/1.1 200") { return nil }
            return answer.split(separator: "\r\n\r\n", maxSplits: 1).last.map { String($0).trimmed } ?? "no answer"
        } catch {
            guard let failure = error as? TLSFailure else { return "no answer at \(address)" }
            return "no answer at \(address): \(failure)"
        }
    }

    /// The whole answer to a GET, head and body.
    func ask(_ path: String) async throws -> String {
        let host = address.host == "0.0.0.0" ? "127.0.0.1" : address.host == "::" ? "::1" : address.host
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = loop.makePromise(of: String.self)
        let connecting = ClientBootstrap(group: loop)
            .connectTimeout(Self.limit)
            .channelInitializer { [tls, longestAnswer] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.addClientTLS(tls, host: host, handshakeLimit: Self.limit).whenFailure {
                            answer.fail($0)
                        }
                    }
                    try channel.pipeline.syncOperations.addHandler(Collector(answer, most: longestAnswer))
                }
            }
            .connect(host: host, port: address.port)
        // Without a connection nobody else completes the answer.
        connecting.whenFailure { answer.fail($0) }
        let channel = try await connecting.get()
        let timeout = loop.scheduleTask(in: Self.limit) { answer.fail(ChannelError.connectTimeout(Self.limit)) }
        defer {
            timeout.cancel()
            channel.close(promise: nil)
        }
        let request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
        // Whether it went out shows in the answer: what kept it from going says why, and that comes there.
        channel.writeAndFlush(ByteBuffer(string: request), promise: nil)
        return try await answer.futureResult.get()
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let answer: EventLoopPromise<String>
        private let most: Int
        private var text = ""

        init(_ answer: EventLoopPromise<String>, most: Int) {
            self.answer = answer
            self.most = most
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            if text.utf8.count > most { context.close(promise: nil) }
        }

        func channelInactive(context: ChannelHandlerContext) { answer.succeed(text) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
