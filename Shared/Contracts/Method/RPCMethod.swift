/// One method of one service, as a type: everything that server, client, OpenRPC document, reference pages and the
/// tests every method gets for free have to know about it. Adding a method: this, a statement, the method, one line in the router, a
/// test.
///
/// ```swift
/// extension RegistryAPI {
///     /// One unit by its key or id.
///     package enum GetUnit: RPCMethod {
///         package struct Params: Codable, Sendable { package let key: UnitKey … }
///         package typealias Result = Unit
///         package static let contract = MethodContract("registry.units.get", "One unit by its key.", kind: .query, faults: [.unitUnknown])
///         package static let examples = [Example(params: Params(key: "gb2260:340100/教育"), result: .example)]
///     }
/// }
/// ```
///
/// `Params` is a struct whose members are the parameters by name (`_meta` is not among them: the server takes it off
/// before). Optional members may be absent or null. Unknown members are refused with their path.
package protocol RPCMethod: Sendable {
    associatedtype Params: Codable & Sendable
    associatedtype Result: Codable & Sendable

    static var contract: MethodContract { get }
    /// At least one. They stand in the OpenRPC document, and a test executes or round-trips each.
    static var examples: [Example<Params, Result>] { get }
}

/// The parts of a method's contract that do not depend on its types.
package struct MethodContract: Sendable {
    /// `service.entity.verb`; `rpc.*` is the protocol's own.
    package let name: String
    /// One sentence.
    package let summary: String
    /// Whether it changes anything, and so what a client may do again.
    package let kind: MethodKind
    /// Which principals may call it; their scopes narrow it further.
    package let access: Access
    /// The services that call it under their own keys, over everything, and no other service: a key that leaves the house
    /// of one service opens what that service was built to ask, and nothing else.
    package let calledBy: Set<ServiceName>
    /// The domain faults it can answer, beyond those any method can (`FaultKind.universal`).
    package let faults: [FaultKind]
    /// Names of the parameters in order, where by-position params are accepted; nil refuses them.
    package let positional: [String]?

    package init(
        _ name: String, _ summary: String, kind: MethodKind, access: Access = .principal,
        calledBy: Set<ServiceName> = [], faults: [FaultKind] = [], positional: [String]? = nil
    ) {
        self.name = name
        self.summary = summary
        self.kind = kind
        self.access = access
        self.calledBy = calledBy
        self.faults = faults
        self.positional = positional
    }
}

/// What calling a method may do, and so what a client may do when the answer is lost.
package enum MethodKind: Sendable, Hashable {
    /// Reads only; may be sent again.
    case query
    /// Changes something: needs `_meta.idempotencyKey`, accepts `_meta.dryRun`; under the same key it may be sent again.
    case mutation
    /// A query that may wait for something to happen; holds neither a database connection nor an execution slot.
    case longPoll
}

/// A call as it may be made, and what it answers. Executed or round-tripped by a test, so it is never out of date.
package struct Example<Params: Codable & Sendable, Result: Codable & Sendable>: Sendable {
    /// `typical` unless a method has several.
    package let name: String
    /// As a client sends them, without `_meta`.
    package let params: Params
    /// What the service answers to these params.
    package let result: Result

    package init(_ name: String = "typical", params: Params, result: Result) {
        self.name = name
        self.params = params
        self.result = result
    }
}

/// Params or result of a method that has none: `{}`.
package struct Empty: Codable, Sendable, Hashable {
    package init() {}
}
