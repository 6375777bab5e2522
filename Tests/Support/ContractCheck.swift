package import Contracts
import JSONRPC
import RPC
import Shared
import Testing
import Values

/// What every method owes its readers, seen on the running service, for all methods at once: that its examples are true,
/// and that what its schema refuses is refused.
///
/// ```swift
/// try await ServiceTestHarness.run(RegistryMain.service) { try await expectContracts(of: RegistryAPI.methods, on: $0) }
/// ```
package func expectContracts(of methods: [any RPCMethod.Type], on service: ServiceTestHarness) async throws {
    let document = try OpenRPCDocument.make(
        service: service.dependencies.name.rawValue, version: "1", methods: methods + ProtocolAPI.methods)
    let callers = try Callers(service)
    defer { callers.close() }
    for (description, method) in zip(document.methods, methods + ProtocolAPI.methods) {
        let check = ContractCheck(
            description: description, components: document.components, service: service, callers: callers)
        try check.examplesComeBack(of: method)
        try await check.examplesAreAnswered()
        try await check.strangersAreRefused()
        try await check.whoLacksTheRoleIsRefused()
        try await check.whatTheSchemaRefusesIsRefused()
    }
}

/// Who calls: between them they may call everything.
private struct Callers {
    let stranger: RPCClient
    /// Holds every role but `job` and `service`.
    let tester: RPCClient
    let services: [ServiceName: RPCClient]
    let job: RPCClient

    init(_ harness: ServiceTestHarness) throws {
        stranger = harness.anonymousClient()
        tester = harness.client
        services = try Dictionary(
            uniqueKeysWithValues: ServiceName.allCases.map {
                ($0, try harness.client(principal: Principal.service($0).name, roles: [.service]))
            })
        job = try harness.client(principal: "cron", roles: [.job])
    }

    func close() {
        // The harness closes its own.
        for client in [stranger, job] + services.values { client.close() }
    }
}

private struct ContractCheck {
    let description: MethodDescription
    let components: [String: Schema]
    let service: ServiceTestHarness
    let callers: Callers

    private var contract: MethodContract { description.contract }

    /// One who may call the method, whatever it touches.
    private var caller: RPCClient {
        guard isForServicesOnly, let name = contract.calledBy.first else { return callers.tester }
        // One for each name.
        return callers.services[name]!
    }

    private var isForServicesOnly: Bool { contract.access.roles?.isEmpty == true }

    private func json(_ value: some Encodable) throws -> [UInt8] {
        var writer = JSONWriter()
        try writer.encode(value)
        return writer.bytes
    }

    /// Params and result of each example are what the types write, and are made from it again.
    func examplesComeBack<Method: RPCMethod>(of _: Method.Type) throws {
        for example in Method.examples {
            let params = try json(example.params)
            let readParams: Method.Params = try JSONDocument.parse(params).root.decode(path: "params")
            #expect(try json(readParams) == params, "\(contract.name), \(example.name): params")
            let result = try json(example.result)
            let readResult: Method.Result = try JSONDocument.parse(result).root.decode(path: "result")
            #expect(try json(readResult) == result, "\(contract.name), \(example.name): result")
        }
    }

    /// The service takes the params. On a database that holds nothing of what the example speaks of the answer may be a
    /// fault: one the contract names, or a violation of a rule that looks at what there is.
    func examplesAreAnswered() async throws {
        let declared = contract.faults + FaultKind.universal.filter { $0 != .invalidParams && $0 != .internalError }
        for example in description.examples {
            let fault = await outcome(of: try json(example.params), by: caller)
            guard let fault else { continue }
            let isDeclared = declared.contains(fault.kind) || fault.kind == .invalidParams && isAboutWhatThereIs(fault)
            #expect(isDeclared, "\(contract.name), \(example.name): \(fault)")
        }
    }

    /// Whether the params were decoded, and then found to speak of something that is not there.
    private func isAboutWhatThereIs(_ fault: Fault) -> Bool {
        !fault.violations.isEmpty && fault.violations.allSatisfy { $0.rule.hasPrefix("unknown_") }
            && fault.violations.allSatisfy { DecodingViolation.Rule(rawValue: $0.rule) == nil }
    }

    func strangersAreRefused() async throws {
        guard contract.access != .open, let example = description.examples.first else { return }
        let fault = await outcome(of: try json(example.params), by: callers.stranger)
        #expect(fault?.kind == .unauthenticated, "\(contract.name) without a key")
    }

    /// A job does its one thing; what is another service's business is nobody else's.
    func whoLacksTheRoleIsRefused() async throws {
        guard contract.access != .open, let example = description.examples.first else { return }
        let params = try json(example.params)
        if contract.access.roles?.contains(.job) != true {
            let fault = await outcome(of: params, by: callers.job)
            #expect(fault?.kind == .permissionDenied, "\(contract.name) by a job")
        }
        for (name, client) in callers.services where !contract.calledBy.contains(name) && contract.access != .open {
            let fault = await outcome(of: params, by: client)
            #expect(fault?.kind == .permissionDenied, "\(contract.name) by \(name), which does not call it")
        }
        if isForServicesOnly {
            let fault = await outcome(of: params, by: callers.tester)
            #expect(fault?.kind == .permissionDenied, "\(contract.name) by who is no service")
        }
    }

    /// A member nobody asked for, and each member in turn as another type than it has.
    func whatTheSchemaRefusesIsRefused() async throws {
        guard let members = description.params, let example = description.examples.first,
            case .object(let params)? = try? JSONDocument.parse(json(example.params)).root
                .decode(JSONValue.self, path: "params")
        else { return }
        var unknown = params
        unknown["noSuchMember"] = 1
        await expectInvalid(.object(unknown), at: "params.noSuchMember")
        for member in members {
            guard let wrong = wrongType(for: member.schema) else { continue }
            var changed = params
            changed[member.name] = wrong
            await expectInvalid(.object(changed), at: "params.\(member.name)")
        }
    }

    private func expectInvalid(_ params: JSONValue, at path: String) async {
        guard let bytes = try? json(params) else { return }
        let fault = await outcome(of: bytes, by: caller)
        #expect(
            fault?.kind == .invalidParams, "\(contract.name) with a wrong \(path): \(fault.map { "\($0)" } ?? "taken")")
        #expect(fault?.violations.contains { $0.path.hasPrefix(path) } == true, "\(contract.name): \(path)")
    }

    /// Nil for a member that takes anything.
    private func wrongType(for schema: Schema) -> JSONValue? {
        switch schema {
        case .any: nil
        case .array, .dictionary: true
        case .boolean, .integer, .number, .string, .object: [true]
        case .reference(let name): components[name].flatMap(wrongType)
        }
    }

    private func outcome(of params: [UInt8], by client: RPCClient) async -> Fault? {
        let key = contract.kind == .mutation ? "\(UniqueID.make(at: service.clock.now()))" : nil
        do throws(Fault) {
            _ = try await client.call(
                contract.name, params: params, options: CallOptions(timeout: .seconds(10), idempotencyKey: key))
            return nil
        } catch {
            return error
        }
    }
}
