/// The services, in the order in which they are started and listed. The name is the first part of each of a service's
/// methods, its schema's and role's name, and the principal it calls others as.
package enum ServiceName: String, Codable, CodingKeyRepresentable, Sendable, Hashable, CaseIterable {
    case registry
    case events
    case reporting
    case notifications

    /// The service that answers `registry.units.get`; nil for the protocol's own methods and for unknown names.
    package init?(method: String) {
        guard let dot = method.firstIndex(of: ".") else { return nil }
        self.init(rawValue: String(method[..<dot]))
    }
}
