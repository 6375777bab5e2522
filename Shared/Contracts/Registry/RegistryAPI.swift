/// The methods of the registry service, one type each: `registry.entity.verb`.
package enum RegistryAPI {
    package static let methods: [any RPCMethod.Type] =
        [
            GetUnit.self, ListUnits.self, SearchUnits.self, CreateUnit.self, UpdateUnit.self,
            RenameUnit.self, CloseUnit.self, MergeUnits.self, SplitUnit.self,
            ListDepartments.self, ListSchools.self, GetSchool.self,
            ListRegions.self, GetRegion.self,
            SetRelation.self, EndRelation.self, ListRelations.self, GetTree.self, GetPath.self,
            SetContact.self, VerifyContact.self, EraseContacts.self, ListContacts.self, ListContactGaps.self,
            PublishCalendar.self, GetCalendar.self, IsWorkday.self, AddWorkdays.self,
            LoadCampaign.self, PublishCampaign.self, GetCampaign.self, ListCampaigns.self,
            DiffCampaigns.self, ListAddressees.self,
            PlanImport.self, ApplyImport.self,
            CreatePrincipal.self, ListPrincipals.self, EndPrincipal.self,
            GiveGrant.self, EndGrant.self, ListGrants.self,
            CreateKey.self, CreateKeys.self, RotateKey.self, RevokeKey.self, ListKeys.self, NoteKeyUse.self,
            IssueToken.self,
            ListChanges.self,
        ] + LedgerAPI<RegistryAPI>.methods

    /// The registry's change feed. Entities: `unit`, `region`, `relation`, `calendar`, `campaign` (its published
    /// document), `campaignDraft`, `contact` (never an address), `succession`, `principal`, `grant`,
    /// `key` (its salted digest, never the secret), `tokenKey`.
    package enum ListChanges: RPCMethod {
        package typealias Params = ChangesParams
        package typealias Result = ChangesPage

        package static let contract = MethodContract(
            "registry.changes.list", "Everything that changed in the registry, in order; waits when asked to.",
            kind: .longPoll, access: .roles([.provinceAdmin]),
            calledBy: [.events, .reporting, .notifications], positional: ["after", "limit", "waitMs"])
        package static let examples = [
            Example(params: Params(after: "0"), result: ChangesPage(changes: [], next: "0", latest: "0"))
        ]
    }
}
