/// A method as documents describe it, its types found out.
package struct MethodDescription: Sendable {
    package let contract: MethodContract
    /// Nil when the params are not an object, as in no service.
    package let params: [Schema.Member]?
    package let result: Schema
    package let examples: [ExampleDescription]

    /// An example, with the params by name.
    package struct ExampleDescription: Sendable {
        package let name: String
        package let params: any Encodable & Sendable
        package let result: any Encodable & Sendable
    }

    init<Method: RPCMethod>(_: Method.Type, in catalog: SchemaCatalog) throws {
        contract = Method.contract
        params = try catalog.members(of: Method.Params.self)
        result = try catalog.schema(of: Method.Result.self)
        examples = Method.examples.map { ExampleDescription(name: $0.name, params: $0.params, result: $0.result) }
        // Params belong to one method and stand in it.
        if params != nil, TypeName.component(Method.Params.self).hasSuffix(".Params") {
            catalog.inline(Method.Params.self)
        }
    }

    /// Faults in the order of the table: the method's own, then those any method has.
    package var faults: [FaultKind] { contract.faults + FaultKind.universal }
}
