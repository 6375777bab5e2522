import Shared

struct Contacts: Sendable {
    func set(
        _ params: RegistryAPI.SetContact.Params, _ effect: Effect
    ) async throws -> RegistryAPI.SetContact.Result {
        let wanted = ContactDescription(
            unit: params.unit, role: params.role, channel: params.channel, person: params.person,
            address: params.address, quietHours: params.quietHours, source: params.source,
            verifiedAt: nil)
        let violations = ContactRules.violations(of: wanted)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        let standing = try await effect.first(
            ContactStatements.lock, [wanted.unit], [wanted.role], [wanted.channel])
        guard let detail = wanted.detail(insteadOf: standing, now: effect.now) else {
            // Only a contact that stands can be unchanged.
            return RegistryAPI.SetContact.Result(contact: standing!.contact, outcome: .unchanged)
        }
        guard try await Self.put([detail], effect, now: effect.now) == 1 else { throw Fault.unitUnknown(wanted.unit) }
        try await effect.record(
            standing == nil ? .created : .updated, "contact", id: detail.contact.id.description, data: detail.contact)
        return RegistryAPI.SetContact.Result(contact: detail.contact, outcome: standing == nil ? .created : .updated)
    }

    func verify(_ params: RegistryAPI.VerifyContact.Params, _ effect: Effect) async throws -> Contact {
        guard let standing = try await effect.first(ContactStatements.lockByID, params.id) else {
            throw Fault(.contactUnknown)
        }
        try Revision.expect(params.expectRevision, found: standing.contact.revision)
        let contact = Contact(
            id: standing.contact.id, unit: standing.contact.unit, role: standing.contact.role,
            channel: standing.contact.channel, verifiedAt: effect.now, recordedAt: effect.now,
            revision: standing.contact.revision + 1)
        _ = try await Self.put(
            [
                ContactDetail(
                    contact: contact, person: standing.person, address: standing.address,
                    quietHours: standing.quietHours, source: standing.source)
            ], effect, now: effect.now)
        try await effect.record(.updated, "contact", id: contact.id.description, data: contact)
        return contact
    }

    func list(_ params: RegistryAPI.ListContacts.Params, _ context: QueryContext) async throws -> Page<ContactDetail> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        guard (params.units?.count ?? 0) <= PageLimit.most else {
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(path: "params.units", rule: "out_of_range", detail: "at most \(PageLimit.most) units")
                ])
        }
        let contacts = try await context.database.query(
            ContactStatements.list, try page.afterID(), params.units, params.role,
            params.verifiedOnly ?? false, page.fetch)
        return page.page(contacts) { [$0.contact.id.description] }
    }

    /// - Returns: how many were written: a key that is no unit is not.
    static func put(_ contacts: [ContactDetail], _ effect: any StatementExecutor, now: Instant) async throws -> Int {
        try await effect.execute(
            ContactStatements.put, contacts.map(\.contact.id), contacts.map(\.contact.revision),
            contacts.map(\.contact.unit), contacts.map(\.contact.role), contacts.map(\.contact.channel),
            contacts.map(\.person), contacts.map(\.address), contacts.map { $0.quietHours?.from.minuteOfDay },
            contacts.map { $0.quietHours?.to.minuteOfDay }, contacts.map(\.contact.verifiedAt), contacts.map(\.source),
            now)
    }
}
