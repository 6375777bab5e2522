import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import RPC
import Security
import Synchronization

/// `/healthz`, `/readyz` and `/metrics` by HTTP, or by HTTPS where the service has a certificate, on a port of their own that callers never see.
final class AdminServer: Sendable {
    private let address: HostPort
    private let readiness: Readiness
    private let metrics: MetricsRegistry
    private let tls: TLSCredentials?
    private let logger: Logger
    private let channel = Mutex<(any Channel)?>(nil)

    init(address: HostPort, readiness: Readiness, metrics: MetricsRegistry, tls: TLSCredentials? = nil, logger: Logger)
    {
        self.tls = tls
        self.address = address
        self.readiness = readiness
        self.metrics = metrics
        self.logger = logger
    }

    /// Throws when the port cannot be had.
    @discardableResult
    func bind() async throws -> HostPort {
        let binding = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [answer, tls] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.addServerTLS(
                            tls, handshakeLimit: .seconds(10), allowsHalfClosure: false, onFailure: { _ in })
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(AdminHandler(answer: answer))
                }
            }
            .bind(host: address.host, port: address.port)
        let channel: any Channel
        do {
            channel = try await binding.get()
        } catch let error as IOError {
            throw ConfigurationError(ConfigurationKeys.adminListen, address, error)
        }
        self.channel.withLock { $0 = channel }
        let bound = HostPort(host: address.host, port: channel.localAddress?.port ?? address.port)
        logger.notice(
            "admin_listening", metadata: ["host": "\(bound.host)", "port": .stringConvertible(bound.port)])
        return bound
    }

    /// Returns when the task is cancelled, with the port closed.
    func run() async throws {
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
        await close()
    }

    func close() async { try? await channel.withLock(\.self)?.close() }

    private var answer: @Sendable (String) async -> AdminAnswer {
        { [readiness, metrics] path in
            switch path {
            case "/healthz": return AdminAnswer(.ok, "ok\n")
            case "/readyz":
                let report = await readiness.report()
                if report.status == .serving { return AdminAnswer(.ok, "ready\n") }
                let lines = report.checks.filter { !$0.ok }.map { "\($0.name): \($0.detail ?? "not ready")\n" }
                return AdminAnswer(.serviceUnavailable, lines.isEmpty ? "\(report.status.rawValue)\n" : lines.joined())
            case "/metrics":
                return AdminAnswer(.ok, metrics.prometheusText(), type: "text/plain; version=0.0.4; charset=utf-8")
            default: return AdminAnswer(.notFound, "/healthz, /readyz, /metrics\n")
            }
        }
    }
}

struct AdminAnswer: Sendable {
    let status: HTTPResponseStatus
    let body: String
    let type: String

    init(_ status: HTTPResponseStatus, _ body: String, type: String = "text/plain; charset=utf-8") {
        self.status = status
        self.body = body
        self.type = type
    }
}

/// One request per connection: GET and HEAD, nothing is read from a body.
private final class AdminHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: @Sendable (String) async -> AdminAnswer

    init(answer: @escaping @Sendable (String) async -> AdminAnswer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        let channel = context.channel
        let isHead = head.method == .HEAD
        guard head.method == .GET || isHead else {
            return Self.send(AdminAnswer(.methodNotAllowed, "GET only\n"), to: channel, withBody: true)
        }
        let path = String(head.uri.prefix { $0 != "?" })
        // The answer's own limits bound it, and what it is for dies with the channel.
        context.eventLoop.makeFutureWithTask { [answer] in await answer(path) }
            .whenSuccess { Self.send($0, to: channel, withBody: !isHead) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private static func send(_ answer: AdminAnswer, to channel: any Channel, withBody: Bool) {
        let headers: HTTPHeaders = [
            "Content-Type": answer.type, "Content-Length": String(answer.body.utf8.count), "Connection": "close",
            "Cache-Control": "no-store",
        ]
        let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if withBody {
            channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: answer.body))), promise: nil)
        }
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in channel.close(promise: nil) }
    }
}
