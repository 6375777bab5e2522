package import Contracts
package import JSONRPC
import Logging

/// The methods of a service, each with what runs it.
///
/// ```swift
/// var router = RPCRouter()
/// router.register(RegistryAPI.GetUnit.self) { params, call in try await units.get(params) }
/// ```
package struct RPCRouter: Sendable {
    private(set) var methods = MethodTable()
    /// In the order of registration: what `rpc.discover` lists.
    package private(set) var contracts: [any RPCMethod.Type] = []

    package init() {}

    /// Registers a method. What it throws is answered: a `Fault` as it is, cancellation as -32097 (or -32096 behind the
    /// deadline), anything else as -32603 with a trace id, its detail in the log only.
    ///
    /// The handler starts on the connection's event loop and returns to it after every suspension: it must not block, and
    /// long computations have to leave it.
    package mutating func register<Method: RPCMethod>(
        _: Method.Type, _ handler: @escaping @Sendable (Method.Params, RPCCall) async throws -> Method.Result
    ) {
        add(Method.self) { call, answer in
            do {
                let params = try ParamsReading.params(Method.Params.self, of: call)
                let result = try await RPCCall.$current.withValue(call) { try await handler(params, call) }
                answer.sink.succeed(answer.ticket, with: result)
            } catch {
                answer.sink.fail(answer.ticket, with: Fault(error, of: call))
            }
        }
    }

    /// Registers a method that writes its result as JSON itself.
    package mutating func register<Method: RPCMethod>(
        _: Method.Type, encoded handler: @escaping @Sendable (Method.Params, RPCCall) async throws -> EncodedJSON
    ) {
        add(Method.self) { call, answer in
            do {
                let params = try ParamsReading.params(Method.Params.self, of: call)
                let result = try await RPCCall.$current.withValue(call) { try await handler(params, call) }
                answer.sink.succeed(answer.ticket, with: result)
            } catch {
                answer.sink.fail(answer.ticket, with: Fault(error, of: call))
            }
        }
    }

    /// Registers a method that never waits: it runs where its request was read, without a task, so that neither its deadline
    /// nor a cancellation can come between. It must not block, and long computations do not belong in it.
    package mutating func register<Method: RPCMethod>(
        _: Method.Type, direct handler: @escaping @Sendable (Method.Params, RPCCall) throws -> Method.Result
    ) {
        add(Method.self, .direct(Self.answering(handler)))
    }

    /// For its types alone and not for the method, so that they are not looked up in it for every call.
    private static func answering<Params: Decodable & Sendable, Result: Encodable & Sendable>(
        _ handler: @escaping @Sendable (Params, RPCCall) throws -> Result
    ) -> RegisteredMethod.DirectHandler {
        { call, id, writer in
            let result = try handler(try ParamsReading.params(Params.self, of: call), call)
            if let id { try WireAnswer.write(result, id: id, to: &writer) }
        }
    }

    /// Registers a method that waits once, for something that says by itself when it is over. It begins where its request was
    /// read and is finished on the same event loop, with no task and no continuation between; deadline, cancellation, order
    /// and limits are those of every method.
    ///
    /// - Parameter begin: begins what the call waits for, and hands the answer on to it. What it throws is answered. It must not
    ///   block.
    package mutating func register<Method: RPCMethod>(
        _: Method.Type,
        waiting begin: @escaping @Sendable (Method.Params, RPCCall, PendingAnswer) throws -> any PendingWork
    ) {
        add(Method.self, .waiting(Self.beginning(begin)))
    }

    private static func beginning<Params: Decodable & Sendable>(
        _ begin: @escaping @Sendable (Params, RPCCall, PendingAnswer) throws -> any PendingWork
    ) -> RegisteredMethod.WaitingHandler {
        { call, answer in
            try begin(try ParamsReading.params(Params.self, of: call), call, PendingAnswer(call: call, answer: answer))
        }
    }

    mutating func add<Method: RPCMethod>(
        _: Method.Type, isImmediate: Bool = false, isBarrier: Bool = false,
        run: @escaping RegisteredMethod.Handler
    ) {
        add(Method.self, isImmediate: isImmediate, isBarrier: isBarrier, .task(run))
    }

    private mutating func add<Method: RPCMethod>(
        _: Method.Type, isImmediate: Bool = false, isBarrier: Bool = false, _ work: RegisteredMethod.Work
    ) {
        let contract = Method.contract
        precondition(methods[contract.name] == nil, "\(contract.name) is registered twice")
        methods[contract.name] = RegisteredMethod(
            contract, isImmediate: isImmediate, isBarrier: isBarrier, work)
        contracts.append(Method.self)
    }

    /// Another name of a registered method, not listed.
    mutating func alias(_ name: String, of other: String) {
        methods[name] = methods[other]
    }

    /// The method that a call names; nil when nobody registered it.
    func method(of call: IncomingCall) -> RegisteredMethod? {
        call.withMethodBytes { methods[$0] }
    }
}

extension Fault {
    /// The fault that a caller sees for whatever a method threw.
    init(_ error: any Error, of call: RPCCall) {
        switch error {
        case let fault as Fault:
            self = fault
        case is CancellationError:
            self = Fault(call.expires <= Uptime.now ? .deadlineExceeded : .cancelled)
        default:
            Logger.rpc.error(
                "a method failed unexpectedly",
                metadata: [
                    "method": "\(call.contract.name)", "trace": "\(call.trace.traceID)",
                    "error": "\(String(reflecting: error))",
                ])
            self = Fault(.internalError)
        }
        traceID = traceID ?? call.trace.traceID
    }
}
