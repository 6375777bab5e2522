package import Values

/// A call somebody can make next, ready to be sent: where more is said about something, and where something is done.
package struct MethodCall: Codable, Sendable, Hashable {
    /// The method: `notifications.explain`.
    package let method: String
    /// Params that fit it, by name.
    package let params: JSONValue

    package init(_ method: any RPCMethod.Type, _ params: JSONValue) {
        self.method = method.contract.name
        self.params = params
    }
}
