extension JSONNode {
    /// Makes a `Decodable` value of this node, strictly: members nobody asks for and names that stand twice are refused.
    ///
    /// Integers are exact and never come from `1.0` or `1e3`; an absent member and null are both nil for an optional one.
    /// - Parameters:
    ///   - path: what error paths begin with: `params`, `result`.
    ///   - positional: if this node is an array, its elements are the members of these names in this order; without a name
    ///     only an empty array is taken, and with nil none.
    ///   - ignored: a member of this node (not deeper) that is nobody's business here: `_meta`.
    ///   - allowsUnknown: members nobody asks for are passed over: for the answers of a server that is newer than its client.
    package func decode<Value: Decodable>(
        _: Value.Type = Value.self, path: String, positional: [String]? = nil, ignoring ignored: String? = nil,
        allowsUnknown: Bool = false
    ) throws(DecodingViolation) -> Value {
        let session = DecodingSession(
            root: self, path: path, positional: positional, ignored: ignored, allowsUnknown: allowsUnknown)
        do {
            return try session.decode(Value.self, at: index)
        } catch let violation as DecodingViolation {
            throw violation
        } catch {
            // The session turns every error of a type into a violation.
            preconditionFailure("not a violation: \(error)")
        }
    }
}
