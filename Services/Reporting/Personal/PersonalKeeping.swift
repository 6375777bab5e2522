import Shared

/// What becomes of personal fields over time: under a new key when the key file has one, erased when the campaign is long
/// over.
struct PersonalKeeping: Sendable {
    let vault: PersonalVault
    let service: ServiceDependencies
    /// How long personal fields are kept after the last change to anything filed in the campaign; nil: until they are
    /// erased by hand.
    let retention: Duration?

    /// Keys per transaction: one for each campaign and suite.
    private static let batch = 100

    static let retentionDays = ConfigurationKey<Int>.integer(
        "week.personal.retention", in: 0...36_500, standard: 730,
        "Days after the last change to a campaign's filings when their personal fields are erased; 0: never by itself.")

    static let keys: [ConfigurationKeyDescription] = [
        .init(ConfigurationKeys.personalKeysFile), .init(retentionDays),
    ]

    var jobs: [Job] {
        [
            Job("personal_keys") { await vault.keys.run() },
            .every(.seconds(10), "personal_reseal", logger: service.logger) { try await resealAll() },
            .every(.seconds(3600), "personal_retention", logger: service.logger) { try await eraseOutdated() },
        ]
    }

    func resealAll() async throws {
        let count = try await service.database.transaction { transaction in
            try await vault.reseal(batch: Self.batch, transaction)
        }
        if count > 0 {
            service.logger.notice("personal_keys_resealed", metadata: ["keys": .stringConvertible(count)])
        }
    }

    func eraseOutdated() async throws {
        guard let retention else { return }
        try await service.transact("personal.retention") { effect in
            let outdated = try await effect.query(
                PersonalStatements.untouched, effect.now.adding(.zero - retention))
            for campaign in outdated {
                _ = try await PersonalErasures().erase(
                    .init(campaign: campaign, reason: "retention: nothing was filed since"), effect)
            }
        }
    }
}

/// Erases by hand, after a campaign.
struct PersonalErasures: Sendable {
    func erase(
        _ params: ReportingAPI.ErasePersonal.Params, _ effect: Effect
    ) async throws -> PersonalErasure {
        guard !params.reason.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        let keys = try await effect.execute(
            PersonalStatements.erase, params.campaign, effect.now, params.reason, effect.principal.name)
        let erasure = PersonalErasure(
            campaign: params.campaign, at: effect.now, by: effect.principal.name, reason: params.reason, keys: keys)
        // Nothing of it is left to be told twice.
        if keys > 0 {
            try await effect.record(.erased, "personalData", id: params.campaign.rawValue, data: erasure)
        }
        return erasure
    }
}

extension ChangeVerb {
    static let erased: ChangeVerb = "erased"
}
