package import Contracts
package import JSONRPC
package import Security

/// Calls the methods of one service, wherever and however often it runs.
///
/// ```swift
/// let unit = try await registry.call(RegistryAPI.GetUnit.self, .init(key: key))
/// ```
///
/// Connections are opened when they are needed, to all addresses of the name, and shared by all callers. A call waits at
/// most until its deadline, which inside a method is also the deadline of the method's own call. What was certainly not
/// processed is sent again; what may have been is sent again only when that does no harm: a query, or a mutation with its
/// idempotency key. When the service cannot be reached the fault is `dependencyUnavailable`.
package final class RPCClient: Sendable {
    package struct Configuration: Sendable {
        /// The service's name, for faults.
        package var service: String
        /// Where it is; a name may have several addresses.
        package var endpoints: [HostPort]
        /// The key to authenticate with, asked for with each new connection so that it can be changed while running; nil to
        /// connect without.
        package var key: @Sendable () throws -> String?
        /// With them it speaks TLS, with servers whose certificate is for the endpoint's host; nil for plain TCP.
        package var tls: TLSCredentials?

        package init(
            service: String, endpoints: [HostPort], key: @escaping @Sendable () throws -> String? = { nil },
            tls: TLSCredentials? = nil
        ) {
            self.service = service
            self.endpoints = endpoints
            self.key = key
            self.tls = tls
        }
    }

    private let service: String
    private let pool: ClientPool
    /// Sent at most so often, so that a fault that stays is seen.
    private static let attempts = 4

    package init(_ configuration: Configuration) {
        service = configuration.service
        pool = ClientPool(configuration, limits: PoolState.Limits())
    }

    package func call<Method: RPCMethod>(
        _: Method.Type, _ params: Method.Params, options: CallOptions = CallOptions()
    ) async throws(Fault) -> Method.Result {
        let contract = Method.contract
        let node = try await send(contract.name, contract.kind, options) { writer, meta throws(Fault) in
            do {
                try writer.encode(params, adding: "_meta", meta)
            } catch {
                throw Fault(.invalidParams, "The params cannot be written as JSON: \(error)")
            }
        }
        do {
            return try node.decode(path: "result", allowsUnknown: true)
        } catch {
            throw Fault(.internalError, "\(service) answered \(contract.name) with another type: \(error)")
        }
    }

    /// Calls a method by its name with params as JSON text, and gives the result as the server wrote it.
    ///
    /// `_meta` is added to params by name that have none. Sent again only when it was not processed, unless the options have
    /// an idempotency key.
    package func call(
        _ method: String, params: [UInt8], options: CallOptions = CallOptions()
    ) async throws(Fault) -> EncodedJSON {
        let document: JSONDocument
        do {
            document = try JSONDocument.parse(params)
        } catch {
            throw Fault(.parseError, "The params are not JSON: \(error)")
        }
        let root = document.root
        let node = try await send(method, nil, options) { writer, meta throws(Fault) in
            guard root.kind == .object, root["_meta"] == nil else { return writer.node(root) }
            writer.beginObject()
            for member in root.members {
                writer.node(member.name)
                writer.bytes.append(UInt8(ascii: ":"))
                writer.node(member.value)
            }
            writer.name("_meta")
            do {
                try writer.encode(meta)
            } catch {
                throw Fault(.invalidParams, "The options cannot be written as JSON: \(error)")
            }
            writer.endObject()
        }
        return EncodedJSON(node)
    }

    /// Ends all connections; calls after this fail.
    package func close() {
        pool.close()
    }

    private func send(
        _ method: String, _ kind: MethodKind?, _ options: CallOptions,
        params: (inout JSONWriter, CallMeta) throws(Fault) -> Void
    ) async throws(Fault) -> JSONNode {
        let scope = RPCCall.current
        let timeout = options.timeout ?? .seconds(30)
        let own = Uptime.now.adding(milliseconds: max(1, Int(timeout / .milliseconds(1))))
        let expires = min(own, scope?.expires ?? .never)
        var traces = TraceSource()
        let call = try OutgoingCall(
            method: method, kind: kind, options: options, expires: expires, trace: scope?.trace ?? traces.next(),
            params: params)
        var attempt = 1
        var refusing: String?
        while true {
            let (outcome, address) = try await pool.send(call, avoiding: refusing)
            let again: Bool
            let fault: Fault
            switch outcome {
            case .result(let node): return node
            case .cancelled: throw Fault(.cancelled)
            case .expired: throw Fault(.deadlineExceeded)
            case .lost:
                fault = pool.unreachable
                again = call.isRepeatable
            case .fault(let answered):
                fault = answered
                // The server says so before it has done anything.
                again = answered.kind == .shuttingDown || answered.kind == .busy
                // Another server of the same name may have time.
                refusing = address
            }
            guard again, attempt < Self.attempts else { throw fault }
            attempt += 1
            let pause = Double(fault.retryAfterMs ?? 20 << attempt) * Double.random(in: 0.5...1.5)
            guard await pool.pause(milliseconds: Int(pause), until: expires) else { throw fault }
        }
    }
}
