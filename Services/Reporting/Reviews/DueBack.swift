import Shared

extension Campaigns {
    /// Working days that whoever has something given back has to file it again.
    private static let daysToComeBack = 3

    /// By when something that is given back now is to come back where nobody says: the end of the third working day after the
    /// return; of the third day where no calendar is published.
    func standardDueBack(_ campaign: CampaignKey, _ effect: Effect) async throws -> Instant {
        let document = try await find(campaign, effect).document
        let calendar = try await calendar(effect).orPlainWeek
        let today = document.zone.date(of: effect.now)
        let last =
            (try? calendar.adding(workdays: Self.daysToComeBack, to: today))
            ?? today.adding(days: Self.daysToComeBack)
        return document.zone.instant(of: last.adding(days: 1))
    }
}
