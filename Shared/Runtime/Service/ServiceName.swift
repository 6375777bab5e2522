/// The four services. The name is also the schema's, the first part of its methods' names, and its peers' word for it.
package enum ServiceName: String, Sendable, Hashable, CaseIterable, Codable {
    case registry, events, reporting, notifications

    /// Where `week up` and the documentation put it.
    package var standardPort: Int {
        switch self {
        case .registry: 7401
        case .events: 7402
        case .reporting: 7403
        case .notifications: 7404
        }
    }
}
