import Shared

/// Who there is: regions, units and their relations, contacts, calendars and campaigns.
@main
enum RegistryMain {
    static let service = ServiceDefinition(.registry, migrations: Migrations.all, constraints: Constraints.faults) {
        _, routes in
        let campaigns = Campaigns(read: { try CampaignFile.read($0) })
        RegistryRouter(
            units: Units(), successions: Successions(), regions: Regions(), relations: Relations(), tree: Tree(),
            contacts: Contacts(),
            calendars: Calendars(), campaigns: campaigns, addressees: Addressees(campaigns: campaigns),
            imports: Imports()
        ).register(on: &routes)
        return []
    }

    static func main() async { await ServiceHost.main(service) }
}
