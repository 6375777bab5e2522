import Shared
import Synchronization

/// The published campaigns as methods need them: a document is decoded once per version, not once per call.
final class Campaigns: Sendable {
    private struct Version: Hashable {
        let key: CampaignKey
        let number: Int
    }

    private let decoded = Mutex<[Version: CampaignDocument]>([:])

    /// The campaign named, or the one published last; with its newest version.
    func find(_ key: CampaignKey?, _ database: some StatementExecutor) async throws -> PublishedCampaign {
        var found = key
        if found == nil { found = try await database.first(CampaignStatements.newestKey) }
        guard let found, let number = try await database.first(CampaignStatements.newestVersion, found) else {
            throw Fault(.campaignUnpublished)
        }
        return PublishedCampaign(key: found, version: number, document: try await document(found, number, database))
    }

    /// A version's document; it never changes (R4).
    func document(
        _ key: CampaignKey, _ number: Int, _ database: some StatementExecutor
    ) async throws -> CampaignDocument {
        let version = Version(key: key, number: number)
        if let document = decoded.withLock({ $0[version] }) { return document }
        guard let row = try await database.first(CampaignStatements.document, key, number) else {
            throw Fault(.campaignUnpublished)
        }
        let document = try row.decoded(as: CampaignDocument.self)
        decoded.withLock { $0[version] = document }
        return document
    }

    /// The newest version of each year's calendar.
    func calendar(_ database: some StatementExecutor) async throws -> WorkCalendar {
        WorkCalendar(
            try await database.query(CampaignStatements.calendars).compactMap {
                WorkCalendar.Year(year: $0.year, version: $0.version, workdays: $0.workdays, restDays: $0.restDays)
            })
    }
}

/// A campaign in the version that was published last.
struct PublishedCampaign: Sendable {
    let key: CampaignKey
    let version: Int
    let document: CampaignDocument
}
