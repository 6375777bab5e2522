import Shared

/// The table of contents: which type answers which method.
struct RegistryRouter {
    let units: Units
    let successions: Successions
    let regions: Regions
    let relations: Relations
    let tree: Tree
    let contacts: Contacts
    let calendars: Calendars
    let campaigns: Campaigns
    let addressees: Addressees
    let imports: Imports
    let principals = Principals()
    let grants = Grants()
    let keys = Keys()
    let unitKeys = UnitKeys()
    let tokens: Tokens

    func register(on routes: inout Routes) {
        Scopes.register(on: &routes)

        routes.read(RegistryAPI.GetUnit.self, units.get)
        routes.read(RegistryAPI.ListUnits.self, units.list)
        routes.read(RegistryAPI.SearchUnits.self, units.search)
        routes.mutation(RegistryAPI.CreateUnit.self, units.create)
        routes.mutation(RegistryAPI.UpdateUnit.self, units.update)
        routes.mutation(RegistryAPI.RenameUnit.self, successions.rename)
        routes.mutation(RegistryAPI.CloseUnit.self, successions.close)
        routes.mutation(RegistryAPI.MergeUnits.self, successions.merge)
        routes.mutation(RegistryAPI.SplitUnit.self, successions.split)
        routes.read(RegistryAPI.ListDepartments.self, units.departments)
        routes.read(RegistryAPI.ListSchools.self, units.schools)
        routes.read(RegistryAPI.GetSchool.self, units.school)

        routes.read(RegistryAPI.ListRegions.self, regions.list)
        routes.read(RegistryAPI.GetRegion.self, regions.get)

        routes.mutation(RegistryAPI.SetRelation.self, relations.set)
        routes.mutation(RegistryAPI.EndRelation.self, relations.end)
        routes.query(RegistryAPI.ListRelations.self, relations.list)
        routes.query(RegistryAPI.GetTree.self, tree.below)
        routes.query(RegistryAPI.GetPath.self, tree.above)

        routes.mutation(RegistryAPI.SetContact.self, contacts.set)
        routes.mutation(RegistryAPI.VerifyContact.self, contacts.verify)
        routes.mutation(RegistryAPI.EraseContacts.self, contacts.erase)
        routes.query(RegistryAPI.ListContacts.self, contacts.list)
        routes.query(RegistryAPI.ListContactGaps.self, addressees.gaps)

        routes.mutation(RegistryAPI.PublishCalendar.self, calendars.publish)
        routes.query(RegistryAPI.GetCalendar.self, calendars.get)
        routes.query(RegistryAPI.IsWorkday.self, calendars.isWorkday)
        routes.query(RegistryAPI.AddWorkdays.self, calendars.addWorkdays)

        routes.mutation(RegistryAPI.LoadCampaign.self, campaigns.load)
        routes.mutation(RegistryAPI.PublishCampaign.self, campaigns.publish)
        routes.query(RegistryAPI.GetCampaign.self, campaigns.get)
        routes.query(RegistryAPI.ListCampaigns.self, campaigns.list)
        routes.query(RegistryAPI.DiffCampaigns.self, campaigns.diff)
        routes.query(RegistryAPI.ListAddressees.self, addressees.list)

        routes.query(RegistryAPI.PlanImport.self, imports.plan)
        routes.mutation(RegistryAPI.ApplyImport.self, imports.apply)

        routes.mutation(RegistryAPI.CreatePrincipal.self, principals.create)
        routes.query(RegistryAPI.ListPrincipals.self, principals.list)
        routes.mutation(RegistryAPI.EndPrincipal.self, principals.end)
        routes.mutation(RegistryAPI.GiveGrant.self, grants.give)
        routes.mutation(RegistryAPI.EndGrant.self, grants.end)
        routes.query(RegistryAPI.ListGrants.self, grants.list)
        routes.mutation(RegistryAPI.CreateKey.self, stored: \.withoutSecret, keys.create)
        routes.mutation(RegistryAPI.CreateKeys.self, stored: \.withoutSecrets, unitKeys.create)
        routes.mutation(RegistryAPI.RotateKey.self, stored: \.withoutSecret, keys.rotate)
        routes.mutation(RegistryAPI.RevokeKey.self, keys.revoke)
        routes.query(RegistryAPI.ListKeys.self, keys.list)
        routes.mutation(RegistryAPI.NoteKeyUse.self, keys.noteUse)
        routes.query(RegistryAPI.IssueToken.self, tokens.issue)

        routes.ledger(RegistryAPI.self)
        routes.changes(RegistryAPI.ListChanges.self)
    }
}
