import Shared

/// Who there is: regions, units and their relations, contacts, calendars and campaigns.
@main
enum RegistryMain {
    static let service = ServiceDefinition(
        .registry, migrations: Migrations.all, constraints: Constraints.faults, keys: RegistryKeys.all
    ) {
        service, routes in
        let source = service.configuration.source
        let vault = ContactVault(
            keys: try PersonalKeyRing(
                path: source.value(ConfigurationKeys.personalKeysFile), logger: service.logger))
        let days = try source.value(RegistryKeys.contactsRetention)
        let tokens = Tokens(signer: try TokenConfiguration.signer(source))
        try await tokens.publish(service)
        let campaigns = Campaigns(read: { try CampaignFile.read($0) })
        RegistryRouter(
            units: Units(), successions: Successions(), regions: Regions(), relations: Relations(), tree: Tree(),
            contacts: Contacts(vault: vault),
            calendars: Calendars(), campaigns: campaigns, addressees: Addressees(campaigns: campaigns),
            imports: Imports(vault: vault), tokens: tokens
        ).register(on: &routes)
        return ContactKeeping(
            vault: vault, service: service, retention: days == 0 ? nil : .seconds(days * 86_400)
        ).jobs + [
            .every(.seconds(20), "key_uses", logger: service.logger) {
                let uses = service.access.takeUses()
                guard !uses.isEmpty else { return }
                let (prefixes, times) = (Array(uses.keys), Array(uses.values))
                try await service.database.execute(KeyStatements.noteUse, prefixes, times)
            }
        ]
    }

    static func main() async { await ServiceHost.main(service) }
}
