import Shared

/// How many messages leave: to one person in an hour, and to one server in a minute, for all processes together. What comes
/// too soon waits; nothing is dropped for it.
struct Pace: Sendable {
    /// nil: as fast as it goes.
    let perMinute: Int?
    /// nil: as many as there are.
    let perPersonPerHour: Int?

    static let unlimited = Pace(perMinute: nil, perPersonPerHour: nil)

    private static let hour: Duration = .seconds(3600)

    /// Of those whose person must not be written to now: from when on.
    func openings(
        for deliveries: [Delivery], now: Instant, _ database: Database
    ) async throws -> [ID<Delivery>: Instant] {
        guard let most = perPersonPerHour, !deliveries.isEmpty else { return [:] }
        let full = try await database.query(
            DeliveryStatements.peopleFull, deliveries.map(\.id), deliveries.map(\.recipient.unit),
            deliveries.map(\.recipient.role), deliveries.map(\.channel), now.adding(.zero - Self.hour),
            Int64(most - 1))
        return Dictionary(
            full.compactMap { row in row.id.flatMap { id in row.at.map { (id, $0.adding(Self.hour)) } } }
        ) { first, _ in first }
    }

    /// Whether the server takes one more now. Its places are a minute's share apart; those of one second may be taken at
    /// once, since senders that found none look again after a second.
    func hasPlace(at server: String, now: Instant, _ database: Database) async throws -> Bool {
        guard let perMinute else { return true }
        let apart = 60_000_000 / Int64(perMinute)
        let place = try await database.transaction { transaction in
            try await transaction.first(DeliveryStatements.takePlace, server, now, apart, max(apart, 1_000_000) - apart)
        }
        return place != nil
    }
}
