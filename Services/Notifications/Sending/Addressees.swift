import Shared

/// R7: addresses are asked for when a message leaves, and kept nowhere.
enum Addressees {
    /// The verified contacts of these; one question for each role.
    static func of(
        _ recipients: [Reminder.Recipient], _ service: ServiceDependencies
    ) async throws -> [Reminder.Recipient: [ContactDetail]] {
        var found: [Reminder.Recipient: [ContactDetail]] = [:]
        for (role, recipients) in Dictionary(grouping: Set(recipients), by: \.role) {
            let units = recipients.map(\.unit).sorted()
            var after: String?
            repeat {
                let page = try await service.client(of: .registry).call(
                    RegistryAPI.ListContacts.self,
                    .init(units: units, role: role, verifiedOnly: true, after: after, limit: PageLimit.most))
                for item in page.items {
                    found[Reminder.Recipient(unit: item.contact.unit, role: item.contact.role), default: []]
                        .append(item)
                }
                after = page.next
            } while after != nil
        }
        return found
    }
}
