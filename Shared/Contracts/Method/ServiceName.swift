/// The four services. The name is also the schema's, the first part of its methods' names, and its peers' word for it.
package enum ServiceName: String, Sendable, Hashable, CaseIterable, Codable {
    case registry, events, reporting, notifications
}
