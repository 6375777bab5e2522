import RPC
import Shared
import TestSupport

/// The four services as processes on one database, each knowing the others it asks.
struct NationalServices: Sendable {
    let registry: ServiceProcess
    let events: ServiceProcess
    let reporting: ServiceProcess
    let notifications: ServiceProcess

    var all: [ServiceProcess] { [registry, events, reporting, notifications] }

    /// The campaigns of all years, as they were published.
    func documents() async throws -> [CampaignDocument] {
        let client = registry.client()
        defer { client.close() }
        var documents: [CampaignDocument] = []
        for year in Scale.campaigns {
            let key = CampaignKey("national-\(year)")
            documents.append(try await client.call(RegistryAPI.GetCampaign.self, .init(key: key)).document)
        }
        return documents
    }

    /// - Parameter values: further variables of each one's environment.
    static func run<Value: Sendable>(
        on conninfo: String, outbox: String, values: [String: String] = [:],
        _ body: (NationalServices) async throws -> Value
    ) async throws -> Value {
        // The nation's contacts were verified once, years ago: whoever is erased cannot be reminded.
        let values = values.merging(["WEEK_CONTACTS_RETENTION": "0"]) { own, _ in own }
        return try await ServiceProcess.run(.registry, conninfo: conninfo, values: values) { registry in
            let known = values.merging(["WEEK_REGISTRY": registry.address.description]) { old, _ in old }
            return try await ServiceProcess.run(.events, conninfo: conninfo, values: known) { events in
                let more = known.merging(["WEEK_EVENTS": events.address.description]) { old, _ in old }
                return try await ServiceProcess.run(.reporting, conninfo: conninfo, values: more) { reporting in
                    let all = more.merging(
                        ["WEEK_REPORTING": reporting.address.description, "WEEK_OUTBOX": outbox]
                    ) { old, _ in old }
                    return try await ServiceProcess.run(.notifications, conninfo: conninfo, values: all) {
                        notifications in
                        try await body(
                            NationalServices(
                                registry: registry, events: events, reporting: reporting, notifications: notifications))
                    }
                }
            }
        }
    }
}
