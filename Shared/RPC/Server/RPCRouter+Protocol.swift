import Contracts
import JSONRPC
import Logging
import Values

/// The protocol's own methods, the same on every service.
extension RPCRouter {
    mutating func registerProtocol(
        _ configuration: RPCServer.Configuration, counters: ServerCounters, now: @escaping @Sendable () -> Instant,
        health: @escaping @Sendable () async -> HealthReport, database: @escaping @Sendable () -> DatabaseStats?
    ) {
        register(
            ProtocolAPI.Hello.self,
            direct: { [configuration] params, call in
                // The client's own words: not at any length.
                Logger.rpc.info(
                    "a client says who it is",
                    metadata: [
                        "client": "\((params.client ?? "").prefix(64))",
                        "version": "\((params.version ?? "").prefix(64))", "peer": "\(call.caller.peer)",
                    ])
                return ProtocolAPI.Hello.Result(
                    server: configuration.service, version: configuration.version, limits: configuration.limits,
                    features: ProtocolAPI.Hello.features)
            })
        registerAuthentication(configuration.authentication)
        register(ProtocolAPI.Health.self) { _, _ in await health() }
        register(ProtocolAPI.Ping.self, direct: { _, _ in ProtocolAPI.Ping.Result(at: now()) })
        registerCancel()
        register(ProtocolAPI.Stats.self, direct: { _, _ in counters.stats(database: database()) })
        registerDiscovery(configuration)
    }

    /// The document is made once, with itself in it; a method whose types cannot be described is a programmer's error that
    /// the service's own test finds.
    private mutating func registerDiscovery(_ configuration: RPCServer.Configuration) {
        let document: EncodedJSON
        do {
            var writer = JSONWriter()
            try writer.encode(
                OpenRPCDocument.make(
                    service: configuration.service, version: configuration.version,
                    methods: contracts + [ProtocolAPI.Discover.self], limits: configuration.limits))
            document = EncodedJSON(writer.bytes)
        } catch {
            preconditionFailure("rpc.discover: \(error)")
        }
        register(ProtocolAPI.Discover.self, encoded: { _, _ in document })
    }

    private mutating func registerAuthentication(_ authentication: Authentication) {
        // A barrier: what is pipelined behind it is called by the principal it finds.
        add(ProtocolAPI.Auth.self, isBarrier: true) { call, answer in
            do throws(Fault) {
                let params = try ParamsReading.params(ProtocolAPI.Auth.Params.self, of: call)
                let credential = try params.credential()
                let principal =
                    switch authentication {
                    case .none(let everybody): everybody
                    case .required(let authenticator):
                        try await authenticator.authenticate(credential, from: call.peerHost)
                    }
                answer.sink.authenticated(as: principal)
                let roles = principal.roles.sorted { $0.rawValue < $1.rawValue }
                let result = ProtocolAPI.Auth.Result(principal: principal.name, roles: roles)
                answer.sink.succeed(answer.ticket, with: result)
            } catch {
                answer.sink.fail(answer.ticket, with: error)
            }
        }
    }

    private mutating func registerCancel() {
        add(ProtocolAPI.Cancel.self, isImmediate: true) { call, answer in
            do throws(Fault) {
                _ = try ParamsReading.params(ProtocolAPI.Cancel.Params.self, of: call)
                // By the text of the id, which is what the two ids have in common.
                let cancelled = call.params["id"].map { answer.sink.cancelCall(id: $0) } ?? false
                answer.sink.succeed(answer.ticket, with: ProtocolAPI.Cancel.Result(cancelled: cancelled))
            } catch {
                answer.sink.fail(answer.ticket, with: error)
            }
        }
        alias("$/cancelRequest", of: ProtocolAPI.Cancel.contract.name)
    }
}

extension ProtocolAPI.Auth.Params {
    fileprivate func credential() throws(Fault) -> Credential {
        switch (key, token) {
        case (let key?, nil): return .key(key)
        case (nil, let token?): return .token(token)
        case (nil, nil), (_?, _?):
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params", rule: "one_of", detail: "exactly one of key and token")])
        }
    }
}
