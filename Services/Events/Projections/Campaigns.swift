import Shared
import Synchronization

/// The published campaigns, as methods need them: a document is decoded once per version, not once per call.
final class Campaigns: Sendable {
    private struct Entry {
        let version: Int64
        let document: CampaignDocument
    }

    private let decoded = Mutex<[CampaignKey: Entry]>([:])

    /// The campaign's document in force; throws `EVENTS_CAMPAIGN_UNKNOWN`. One index read when it is cached.
    func document(_ key: CampaignKey, _ database: some StatementExecutor) async throws -> CampaignDocument {
        guard let version = try await database.first(ProjectionStatements.campaignVersion, key) else {
            throw Fault(.campaignUnknownToEvents)
        }
        if let entry = decoded.withLock({ $0[key] }), entry.version == version { return entry.document }
        guard let row = try await database.first(ProjectionStatements.campaign, key) else {
            throw Fault(.campaignUnknownToEvents)
        }
        let document = try row.document.decoded(as: CampaignDocument.self)
        decoded.withLock { $0[key] = Entry(version: row.version, document: document) }
        return document
    }

    /// Throws `EVENTS_UNIT_UNKNOWN` naming the keys that are no unit in force, or none of the kind.
    func requireUnits(
        _ named: [(path: String, unit: UnitKey)], kind: UnitKind? = nil, at now: Instant,
        _ database: some StatementExecutor
    ) async throws {
        let known = Set(try await database.query(ProjectionStatements.unitsInForce, named.map(\.unit), now, kind))
        let unknown = named.filter { !known.contains($0.unit) }.map {
            Violation(
                path: $0.path, rule: "unknown_unit",
                detail: "no \(kind?.rawValue ?? "unit") in force has the key \($0.unit)")
        }
        guard unknown.isEmpty else { throw Fault(.unitUnknownToEvents, violations: unknown) }
    }
}
