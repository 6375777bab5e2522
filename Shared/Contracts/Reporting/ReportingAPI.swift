/// The methods of the reporting service, one type each: `reporting.entity.verb`.
package enum ReportingAPI {
    /// All of them, for the OpenRPC document, the reference pages and the tests every method gets for free.
    package static let methods: [any RPCMethod.Type] =
        [
            PublishForm.self, GetForm.self, ListForms.self,
            DraftPolicy.self, PublishPolicy.self, GetPolicy.self, DiffPolicy.self,
            GetPolicyProgress.self,
            ListObligations.self, GetObligation.self, ExplainObligation.self, ResolveDeadline.self,
            OpenSubmission.self, SaveSubmission.self, ValidateSubmission.self, FinalizeSubmission.self,
            WithdrawSubmission.self, GetSubmission.self, ListSubmissionVersions.self, DiffSubmission.self,
            ListSubmissions.self, PrefillSubmission.self,
            BeginBlob.self, SendBlobChunk.self, CommitBlob.self, ReadBlob.self, StatBlob.self, DropBlob.self,
            SubmitMaterial.self, ReturnMaterial.self, ListMaterials.self, AttestNil.self,
            AcceptMaterial.self, ShortlistMaterial.self, PublishMaterial.self, UnpublishMaterial.self,
            ListPublished.self, ReadPublished.self,
            AcceptSubmission.self, ReturnSubmission.self, ListReviewQueue.self, BeginReview.self, SealSubmission.self,
            UnsealSubmission.self,
            GrantExtension.self, RevokeExtension.self, GrantWaiver.self, RevokeWaiver.self,
            RequestExtension.self, DenyExtension.self, ListExtensionRequests.self, ListExtensions.self,
            ListWaivers.self,
            GetCompleteness.self, ExplainCompleteness.self, ListGaps.self, GetLeague.self,
            IssueBulletin.self, GetBulletin.self, ListBulletins.self,
            ComputeRollUp.self, DeclareRollUp.self, CompareRollUp.self, ExplainRollUp.self, SealRollUp.self,
            UnsealRollUp.self,
            CreateExport.self, PlanImport.self, ApplyImport.self, CreateArchive.self,
            GetReceipt.self, VerifyReceipt.self, ListReceiptKeys.self,
            ListChanges.self,
        ] + LedgerAPI<ReportingAPI>.methods

    /// What was committed, in order. Entities: `obligation`, `submission` (without payloads), `material` (without texts),
    /// `rollUp`, `bulletin` (without its text), `extensionRequest`, `form`, `policy`; the data is the entity's type in this
    /// module.
    package enum ListChanges: RPCMethod {
        package typealias Params = ChangesParams
        package typealias Result = ChangesPage
        package static let contract = MethodContract(
            "reporting.changes.list", "What the reporting service committed, complete and in order; may wait.",
            kind: .longPoll,
            access: .roles([.provinceAdmin, .reader, .service]))
        package static let examples = [
            Example(params: ChangesParams(waitMs: 20_000), result: ChangesPage(changes: [], next: "0", latest: "0"))
        ]
    }
}
