import Shared
import Synchronization
import TestSupport

/// What notifications asks of the registry and of reporting, answered by real services over real sockets that hold the
/// facts a test gives them: so a test says exactly what they know, and when.
final class Peers: Sendable {
    private let facts = Mutex(Facts())
    /// What happens while the registry is asked for addresses the next time.
    private let interruption = Mutex<(@Sendable () async throws -> Void)?>(nil)

    private struct Facts {
        var obligations: [ID<Obligation>: Obligation] = [:]
        var submissions: [ID<Submission>: Submission] = [:]
        var events: [ID<Event>: Event] = [:]
        var addresses: [Reminder.Recipient: String] = [:]
        /// Of contacts that changed; 1 if they are not named.
        var revisions: [Reminder.Recipient: Int] = [:]
        var quietHours: [Reminder.Recipient: QuietHours] = [:]
    }

    var registry: ServiceDefinition {
        ServiceDefinition(.registry, migrations: []) { [self] _, routes in
            routes.query(RegistryAPI.ListContacts.self) { params, _ in
                let body = self.interruption.withLock { next in
                    defer { next = nil }
                    return next
                }
                try await body?()
                return self.contacts(params)
            }
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
            routes.query(ReportingAPI.GetSubmission.self) { params, _ in
                guard let found = self.facts.withLock({ $0.submissions[params.id] }) else {
                    throw Fault(.submissionUnknown)
                }
                return found
            }
            routes.scope(of: .submission, unknown: .submissionUnknown) { [self] id, _ in
                guard let id = ID<Submission>(id) else { return nil }
                return self.facts.withLock { $0.submissions[id] }.map { [ScopePoint($0.unit, [$0.track])] }
            }
            routes.scope(of: .obligation, unknown: .obligationUnknown) { [self] id, _ in
                guard let id = ID<Obligation>(id) else { return nil }
                return self.facts.withLock { $0.obligations[id] }.map { [ScopePoint($0.unit.key, [$0.track])] }
            }
            routes.changes(ReportingAPI.ListChanges.self)
            return []
        }
    }

    var events: ServiceDefinition {
        ServiceDefinition(.events, migrations: []) { [self] _, routes in
            routes.query(EventsAPI.GetEvent.self) { params, _ in
                guard let found = self.facts.withLock({ $0.events[params.id] }) else { throw Fault(.eventUnknown) }
                return found
            }
            routes.changes(EventsAPI.ListChanges.self)
            return []
        }
    }

    /// A message is put together when the registry is asked for its addresses, and not claimed yet: `body` happens in between, once.
    func whileNextIsPutTogether(_ body: @escaping @Sendable () async throws -> Void) {
        interruption.withLock { $0 = body }
    }

    func put(_ submission: Submission) { facts.withLock { $0.submissions[submission.id] = submission } }

    func put(_ event: Event) { facts.withLock { $0.events[event.id] = event } }

    /// What reporting answers when it is asked; its feed does not say so.
    func put(_ obligation: Obligation) { facts.withLock { $0.obligations[obligation.id] = obligation } }

    func remove(_ id: ID<Obligation>) { facts.withLock { $0.obligations[id] = nil } }

    /// - Parameter address: nil: the registry knows none any more.
    func put(_ recipient: Reminder.Recipient, address: String?) {
        facts.withLock { $0.addresses[recipient] = address }
    }

    /// What the registry answers when it is asked; its feed does not say so.
    func put(_ recipient: Reminder.Recipient, quietHours: QuietHours) {
        facts.withLock { $0.quietHours[recipient] = quietHours }
    }

    /// The contact is another one from now on.
    func put(_ recipient: Reminder.Recipient, address: String, revision: Int) {
        facts.withLock {
            $0.addresses[recipient] = address
            $0.revisions[recipient] = revision
        }
    }

    static func contact(
        _ recipient: Reminder.Recipient, number: UInt64, channel: ContactChannel = .email,
        quietHours: QuietHours? = nil, revision: Int = 1
    ) -> Contact {
        Contact(
            id: ID(UniqueID(high: 11, low: number)), unit: recipient.unit, role: recipient.role, channel: channel,
            verifiedAt: ServiceTestHarness.start, quietHours: quietHours, recordedAt: ServiceTestHarness.start,
            revision: revision)
    }

    private func contacts(_ params: RegistryAPI.ListContacts.Params) -> Page<ContactDetail> {
        let (addresses, revisions, quiet) = facts.withLock { ($0.addresses, $0.revisions, $0.quietHours) }
        let found = addresses.filter { recipient, _ in
            params.units?.contains(recipient.unit) ?? true && params.role ?? recipient.role == recipient.role
        }
        return Page(
            items: found.map { recipient, address in
                ContactDetail(
                    contact: Self.contact(
                        recipient, number: 1, channel: address.hasPrefix("https:") ? .wecom : .email,
                        revision: revisions[recipient] ?? 1), person: nil,
                    address: address, quietHours: quiet[recipient])
            }, next: nil)
    }
}
