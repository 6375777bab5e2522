import Foundation
import Shared

/// Brings a campaign file into a cluster, through the services' contracts alone. Every step says whether it changed
/// anything; a load that was interrupted is loaded again.
struct CampaignLoad: Sendable {
    let client: ClusterClient
    let files: CampaignFiles
    /// Told after each step: what, and what became of it.
    let report: @Sendable (_ what: String, _ outcome: String) -> Void

    /// - Returns: the campaign's key.
    func run() async throws -> CampaignKey {
        try await publishCalendar()
        for kind in [ImportKind.regions, .units, .relations, .contacts] { try await importList(kind) }
        let campaign = try await publishCampaign()
        let document = try await client.call(RegistryAPI.GetCampaign.self, .init(key: campaign.key)).document
        try await publishForms(document)
        try await publishRules(campaign)
        try await publishReminders(campaign)
        return campaign.key
    }

    private func publishCalendar() async throws {
        guard let csv = try files.list("calendar") else { return }
        let calendar = try CalendarFile(csv: csv, path: files.path("calendar"))
        let result = try await client.call(
            RegistryAPI.PublishCalendar.self,
            .init(year: calendar.year, days: calendar.days, source: calendar.source))
        report(
            "calendar \(result.year)",
            "\(result.outcome.rawValue): version \(result.version), \(result.workingDays) working days")
    }

    /// Plans before it applies: a list that changes nothing is not sent a second time.
    private func importList(_ kind: ImportKind) async throws {
        guard let csv = try files.list(kind.rawValue) else { return }
        let params = ImportParams(kind: kind, csv: csv)
        var result = try await client.call(RegistryAPI.PlanImport.self, params, timeout: .seconds(120))
        guard result.bad.isEmpty else {
            let faults = result.bad.map { bad in
                "  line \(bad.line)\(bad.column.map { ", \($0)" } ?? ""): \(bad.detail) (\(bad.rule))"
            }
            throw Complaint(
                (["\(files.path(kind.rawValue)) was refused; nothing of it was loaded:"] + faults)
                    .joined(separator: "\n"))
        }
        guard result.created + result.updated > 0 else {
            report(kind.rawValue, "unchanged: \(result.rows)")
            return
        }
        result = try await client.call(RegistryAPI.ApplyImport.self, params, timeout: .seconds(120))
        report(
            kind.rawValue, "\(result.created) created, \(result.updated) updated, \(result.unchanged) unchanged")
    }

    private func publishCampaign() async throws -> CampaignSummary {
        let loaded = try await client.call(RegistryAPI.LoadCampaign.self, .init(yaml: files.yaml))
        var campaign = loaded.campaign
        if campaign.state == .draft {
            campaign = try await client.call(
                RegistryAPI.PublishCampaign.self, .init(key: campaign.key, version: campaign.version)
            ).campaign
        }
        report("campaign \(campaign.key)", "\(loaded.outcome.rawValue): version \(campaign.version)")
        return campaign
    }

    private func publishForms(_ document: CampaignDocument) async throws {
        var published = 0
        for form in document.forms {
            let result = try await client.call(
                ReportingAPI.PublishForm.self, .init(campaign: document.key, form: form))
            if !result.unchanged { published += 1 }
        }
        report("forms", published == 0 ? "unchanged: \(document.forms.count)" : "\(published) published")
    }

    private func publishRules(_ campaign: CampaignSummary) async throws {
        let policy = try await projected(by: .reporting) {
            let policy = try await client.call(
                ReportingAPI.PublishPolicy.self, .init(campaign: campaign.key), timeout: .seconds(120))
            return policy.campaignVersion >= campaign.version ? policy : nil
        }
        let effect = policy.effect
        report(
            "obligations",
            policy.unchanged
                ? "unchanged: \(effect.obligations)"
                : "\(effect.added) added, \(effect.moved) moved, \(effect.removed) ended")
    }

    private func publishReminders(_ campaign: CampaignSummary) async throws {
        var policy = try await projected(by: .notifications) {
            let policy = try await client.call(NotificationsAPI.DraftPolicy.self, .init(campaign: campaign.key))
            return policy.campaignVersion >= campaign.version ? policy : nil
        }
        let isNew = policy.state == .draft
        if isNew { policy = try await client.call(NotificationsAPI.PublishPolicy.self, .init(id: policy.id)) }
        report("reminders", isNew ? "version \(policy.version) published" : "unchanged: version \(policy.version)")
    }

    /// Repeats `body` until the service has heard from the registry what was just published: its feed arrives within
    /// moments, and in order, so units and relations are there when the campaign is.
    private func projected<Value: Sendable>(
        by service: ServiceName, _ body: () async throws -> Value?
    ) async throws -> Value {
        var value: Value?
        let heard = try await Wait.until(within: .seconds(60)) {
            do {
                value = try await body()
            } catch let fault as Fault where Self.notHeard.contains(fault.kind) {
                value = nil
            }
            return value != nil
        }
        guard heard, let value else {
            throw Complaint(
                "\(service.rawValue) has not heard of the campaign from the registry within 60 s. See: week doctor")
        }
        return value
    }

    private static let notHeard: Set<FaultKind> = [.campaignUnpublished, .campaignUnknownToNotifications]
}
