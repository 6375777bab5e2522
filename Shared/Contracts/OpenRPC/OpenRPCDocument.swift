/// The OpenRPC 1.4.1 document of a service, made from its contracts: what `rpc.discover` answers.
package struct OpenRPCDocument: Encodable, Sendable {
    package let service: String
    package let version: String
    package let limits: RPCLimits
    package let methods: [MethodDescription]
    /// By name.
    package let components: [String: Schema]

    /// Throws when a type cannot be described, with its name: a test of every service makes its document.
    package static func make(
        service: String, version: String, methods: [any RPCMethod.Type], limits: RPCLimits = RPCLimits()
    ) throws -> OpenRPCDocument {
        let catalog = SchemaCatalog()
        let descriptions = try methods.map { try MethodDescription($0, in: catalog) }
        _ = try catalog.schema(of: CallMeta.self)
        return OpenRPCDocument(
            service: service, version: version, limits: limits, methods: descriptions, components: catalog.components)
    }

    package func encode(to encoder: any Encoder) throws {
        try node.encode(to: encoder)
    }

    private var node: DocumentNode {
        .object([
            ("openrpc", "1.4.1"),
            (
                "info",
                .object([
                    ("title", .string(service)), ("version", .string(version)),
                    (
                        "description",
                        "JSON-RPC 2.0 over TCP: one message per line, or framed by Content-Length or as netstrings."
                    ),
                ])
            ),
            ("methods", .array(methods.map(method))),
            (
                "components",
                .object([
                    ("schemas", .object(schemas)),
                    ("errors", .object(FaultKind.all.map { ($0.reason, Self.error($0)) })),
                ])
            ),
            ("x-limits", .value(limits)),
        ])
    }

    private var schemas: [(String, DocumentNode)] {
        components.sorted { $0.key < $1.key }.map { name, schema in
            (name, schema.document(description: FieldDocumentation.text[name]))
        }
    }

    private func method(_ method: MethodDescription) -> DocumentNode {
        let contract = method.contract
        let meta = Schema.Member(
            name: "_meta", schema: .reference("CallMeta"), isRequired: contract.kind == .mutation,
            description: contract.kind == .mutation
                ? "Of the call, not of the method: needs `idempotencyKey`." : "Of the call, not of the method.")
        let own =
            method.params ?? [Schema.Member(name: "params", schema: .any, isRequired: false, description: nil)]
        // OpenRPC wants the required ones first, in the order of by-position params where there is one.
        let params = (own + [meta]).sorted { a, b in rank(a, contract) < rank(b, contract) }
        return .members([
            ("name", .string(contract.name)),
            ("summary", .string(contract.summary)),
            ("paramStructure", contract.positional == nil ? "by-name" : "either"),
            ("params", .array(params.map(descriptor))),
            ("result", .object([("name", "result"), ("required", .bool(true)), ("schema", method.result.document())])),
            (
                "errors",
                .array(method.faults.map { .object([("$ref", .string("#/components/errors/\($0.reason)"))]) })
            ),
            ("examples", .array(method.examples.map(example))),
            ("x-kind", .string(contract.kind.name)),
            ("x-access", .array(contract.access.names.map { .string($0) })),
            ("x-permission", contract.access.permission.map { .string($0.rawValue) }),
            (
                "x-called-by",
                contract.calledBy.isEmpty
                    ? nil : .array(contract.calledBy.map(\.rawValue).sorted().map { .string($0) })
            ),
        ])
    }

    private func rank(_ member: Schema.Member, _ contract: MethodContract) -> Int {
        if let position = contract.positional?.firstIndex(of: member.name) { return position }
        return member.isRequired ? 1000 : 2000
    }

    private func descriptor(_ member: Schema.Member) -> DocumentNode {
        .members([
            ("name", .string(member.name)), ("description", member.description.map { .string($0) }),
            ("required", .bool(member.isRequired)), ("schema", member.schema.document()),
        ])
    }

    private func example(_ example: MethodDescription.ExampleDescription) -> DocumentNode {
        let params = MemberSplitting.members(of: example.params) ?? [(name: "params", value: example.params)]
        return .object([
            ("name", .string(example.name)),
            (
                "params",
                .array(params.map { .object([("name", .string($0.name)), ("value", .value($0.value))]) })
            ),
            ("result", .object([("name", "result"), ("value", .value(example.result))])),
        ])
    }

    /// `data` is an example: what a caller finds there.
    private static func error(_ kind: FaultKind) -> DocumentNode {
        .object([
            ("code", .integer(kind.code)), ("message", .string(kind.message)),
            ("data", .value(FaultData(kind.example))),
        ])
    }
}

extension MethodKind {
    var name: String {
        switch self {
        case .query: "query"
        case .mutation: "mutation"
        case .longPoll: "longPoll"
        }
    }
}

extension Access {
    /// What the caller's grants must allow over what the params name; nil where no unit matters.
    var permission: Permission? {
        if case .scoped(let permission, _) = self { permission } else { nil }
    }

    /// `open`, `principal`, or the roles.
    var names: [String] {
        switch self {
        case .open: ["open"]
        case .principal: ["principal"]
        case .roles(let roles): roles.map(\.rawValue).sorted()
        case .scoped(let permission, _): permission.reach.keys.filter { $0 != .service }.map(\.rawValue).sorted()
        }
    }
}
