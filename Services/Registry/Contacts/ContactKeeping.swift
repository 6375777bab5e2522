import Shared

/// What becomes of contacts over time: encrypted anew when the key changes, erased when nobody needs them any more.
struct ContactKeeping: Sendable {
    let vault: ContactVault
    let service: ServiceDependencies
    /// How long a contact is kept that is neither set nor verified again; nil: until it is erased by hand.
    let retention: Duration?

    /// Contacts per transaction.
    static let batch = 200

    var jobs: [Job] {
        [
            Job("personal_keys") { await vault.keys.run() },
            .every(.seconds(10), "contacts_reseal", logger: service.logger) { try await resealAll() },
            .every(.seconds(3600), "contacts_retention", logger: service.logger) { try await eraseOutdated() },
        ]
    }

    func resealAll() async throws {
        var count = 0
        while true {
            let written = try await service.database.transaction { transaction in
                try await vault.reseal(batch: Self.batch, transaction)
            }
            count += written
            guard written == Self.batch else { break }
        }
        if count > 0 {
            service.logger.notice("contacts_resealed", metadata: ["contacts": .stringConvertible(count)])
        }
    }

    func eraseOutdated() async throws {
        guard let retention else { return }
        while true {
            let erased = try await service.transact("contacts.retention") { effect in
                try await Self.erase(
                    before: effect.now.adding(.zero - retention), limit: Self.batch,
                    reason: "retention: neither set nor verified since", effect)
            }
            guard erased == Self.batch else { return }
        }
    }

    /// Erases person, address and source of contacts that were neither set nor verified since. The contact itself stays,
    /// as nothing that was referenced is deleted; why it was erased stands in its row, and in the feed before its change.
    ///
    /// - Returns: how many; `limit` when there may be more.
    static func erase(before: Instant, limit: Int, reason: String, _ effect: Effect) async throws -> Int {
        let erased = try await effect.query(ContactStatements.erase, before, effect.now, limit, reason)
        guard !erased.isEmpty else { return 0 }
        let erasure = ContactErasure(before: before, reason: reason, erased: erased.count, by: effect.principal.name)
        try await effect.record(.created, "contactErasure", id: "\(UniqueID.make(at: effect.now))", data: erasure)
        try await effect.record(
            erased.map { try RecordedChange(.erased, "contact", id: $0.id.description, data: $0) })
        return erased.count
    }
}

extension ChangeVerb {
    static let erased: ChangeVerb = "erased"
}

/// The configuration keys that only the registry has.
enum RegistryKeys {
    static let contactsRetention = ConfigurationKey<Int>.integer(
        "week.contacts.retention", in: 0...36_500, standard: 730,
        "Days after which a contact that was neither set nor verified again is erased; 0: never by itself.")

    static let all: [ConfigurationKeyDescription] = [
        .init(ConfigurationKeys.personalKeysFile), .init(contactsRetention),
    ]
}
