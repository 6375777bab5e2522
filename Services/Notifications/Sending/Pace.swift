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

    /// From when this person may be written to; nil: now.
    func opening(for delivery: Delivery, now: Instant, _ database: Database) async throws -> Instant? {
        guard let most = perPersonPerHour, let channel = ContactChannel(rawValue: delivery.channel) else { return nil }
        let earliest = try await database.first(
            DeliveryStatements.personFull, delivery.recipient.unit, delivery.recipient.role, channel,
            now.adding(.zero - Self.hour), Int64(most - 1))
        return earliest?.adding(Self.hour)
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
