import Shared

struct Contacts: Sendable {
    let vault: ContactVault

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
        guard
            let detail = wanted.detail(
                insteadOf: try standing.flatMap(vault.open), erased: standing?.contact, now: effect.now)
        else {
            // Only a contact that stands can be unchanged.
            return RegistryAPI.SetContact.Result(contact: standing!.contact, outcome: .unchanged)
        }
        guard try await vault.put([detail], effect, now: effect.now) == 1 else { throw Fault.unitUnknown(wanted.unit) }
        try await effect.record(
            standing == nil ? .created : .updated, "contact", id: detail.contact.id.description, data: detail.contact)
        return RegistryAPI.SetContact.Result(contact: detail.contact, outcome: standing == nil ? .created : .updated)
    }

    func verify(_ params: RegistryAPI.VerifyContact.Params, _ effect: Effect) async throws -> Contact {
        guard let row = try await effect.first(ContactStatements.lockByID, params.id),
            let standing = try vault.open(row)
        else { throw Fault(.contactUnknown) }
        try Revision.expect(params.expectRevision, found: standing.contact.revision)
        let contact = Contact(
            id: standing.contact.id, unit: standing.contact.unit, role: standing.contact.role,
            channel: standing.contact.channel, verifiedAt: effect.now, quietHours: standing.quietHours,
            recordedAt: effect.now,
            revision: standing.contact.revision + 1)
        _ = try await vault.put(
            [
                ContactDetail(
                    contact: contact, person: standing.person, address: standing.address,
                    quietHours: standing.quietHours, source: standing.source)
            ], effect, now: effect.now)
        try await effect.record(.updated, "contact", id: contact.id.description, data: contact)
        return contact
    }

    func erase(
        _ params: RegistryAPI.EraseContacts.Params, _ effect: Effect
    ) async throws -> RegistryAPI.EraseContacts.Result {
        guard params.before <= effect.now else {
            let detail = "must not lie ahead: what is set meanwhile would go too"
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.before", rule: "out_of_range", detail: detail)])
        }
        guard (1...500).contains(params.reason.count), !params.reason.allSatisfy(\.isWhitespace) else {
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.reason", rule: "required", detail: "1…500 characters: say why")])
        }
        let erased = try await ContactKeeping.erase(
            before: params.before, limit: PageLimit.most, reason: params.reason, effect)
        return RegistryAPI.EraseContacts.Result(erased: erased, more: erased == PageLimit.most)
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
        let rows = try await context.database.query(
            ContactStatements.list, try page.afterID(), params.units, params.role,
            params.verifiedOnly ?? false, page.fetch, context.scope(of: .readPersonal).units)
        return page.page(try rows.compactMap(vault.open)) { [$0.contact.id.description] }
    }
}
