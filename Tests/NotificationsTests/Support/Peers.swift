import Shared
import Synchronization
import TestSupport

/// What notifications asks of the registry and of reporting, answered by real services over real sockets that hold the
/// facts a test gives them: so a test says exactly what they know, and when.
final class Peers: Sendable {
    private let facts = Mutex(Facts())

    private struct Facts {
        var obligations: [ID<Obligation>: Obligation] = [:]
        /// Local part of the address, by recipient.
        var addresses: [Reminder.Recipient: String] = [:]
    }

    var registry: ServiceDefinition {
        ServiceDefinition(.registry, migrations: []) { [self] _, routes in
            routes.query(RegistryAPI.ListContacts.self) { params, _ in self.contacts(params) }
            routes.changes(RegistryAPI.ListChanges.self)
            return []
        }
    }

    var reporting: ServiceDefinition {
        ServiceDefinition(.reporting, migrations: []) { [self] _, routes in
            routes.query(ReportingAPI.GetObligation.self) { params, _ in
                guard let id = params.id, let found = self.facts.withLock({ $0.obligations[id] }) else {
                    throw Fault(.obligationUnknown)
                }
                return found
            }
            routes.scope(of: .obligation, unknown: .obligationUnknown) { [self] id, _ in
                guard let id = ID<Obligation>(id) else { return nil }
                return self.facts.withLock { $0.obligations[id] }.map { [ScopePoint($0.unit.key, [$0.track])] }
            }
            routes.changes(ReportingAPI.ListChanges.self)
            return []
        }
    }

    /// What reporting answers when it is asked; its feed does not say so.
    func put(_ obligation: Obligation) { facts.withLock { $0.obligations[obligation.id] = obligation } }

    func remove(_ id: ID<Obligation>) { facts.withLock { $0.obligations[id] = nil } }

    /// - Parameter address: nil: the registry knows none any more.
    func put(_ recipient: Reminder.Recipient, address: String?) {
        facts.withLock { $0.addresses[recipient] = address }
    }

    static func contact(_ recipient: Reminder.Recipient, number: UInt64) -> Contact {
        Contact(
            id: ID(UniqueID(high: 11, low: number)), unit: recipient.unit, role: recipient.role, channel: .email,
            verifiedAt: ServiceTestHarness.start, recordedAt: ServiceTestHarness.start)
    }

    private func contacts(_ params: RegistryAPI.ListContacts.Params) -> Page<ContactDetail> {
        let addresses = facts.withLock(\.addresses)
        let found = addresses.filter { recipient, _ in
            params.units?.contains(recipient.unit) ?? true && params.role ?? recipient.role == recipient.role
        }
        return Page(
            items: found.map { recipient, address in
                ContactDetail(
                    contact: Self.contact(recipient, number: 1), person: nil, address: address, quietHours: nil)
            }, next: nil)
    }
}
