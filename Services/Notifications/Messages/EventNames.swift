import Shared

/// What those are called that events name by key or id: their hosts and their venues.
struct EventNames: Sendable {
    let hosts: [UnitKey: String]
    let venues: [ID<Venue>: String]

    init(hosts: [UnitKey: String] = [:], venues: [ID<Venue>: String] = [:]) {
        self.hosts = hosts
        self.venues = venues
    }

    static func of(_ events: [Event], _ database: some StatementExecutor) async throws -> EventNames {
        let hosts = Set(events.map(\.content.host)).sorted()
        let venues = Set(events.flatMap(\.content.sessions).compactMap(\.venue)).sorted()
        if hosts.isEmpty { return EventNames() }
        return EventNames(
            hosts: Dictionary(try await database.query(NameStatements.names, hosts)) { first, _ in first },
            venues: Dictionary(try await database.query(NameStatements.venues, venues)) { first, _ in first })
    }

    func host(of event: Event) -> String { hosts[event.content.host] ?? event.content.host.rawValue }

    /// Its venue, its place in words or its platform; nil: it has none of them.
    func place(of session: EventContent.Session) -> String? {
        session.venue.flatMap { venues[$0] } ?? session.place ?? session.platform
    }
}
