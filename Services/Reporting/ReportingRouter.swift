import Shared

/// The methods of the service, one line each: the table of contents.
struct ReportingRouter {
    let forms: Forms
    let policies: Policies
    let policyDiffs: PolicyDiffs
    let obligations: Obligations
    let submissions: Submissions
    let prefills: Prefills
    let reviews: Reviews
    let reliefs: ReliefDecisions
    let requests: ReliefRequests
    let materials: Materials
    let curation: Curation
    let blobs: Blobs
    let completeness: CompletenessQueries
    let rollUps: RollUps
    let declarations: Declarations
    let queue: ReviewQueue
    let leagues: Leagues
    let bulletins: Bulletins
    let exports: Exports
    let receipts: Receipts
    let imports: Imports
    let archives: Archives

    func register(on routes: inout Routes) {
        Scopes.register(on: &routes)

        routes.mutation(ReportingAPI.PublishForm.self, forms.publish)
        routes.query(ReportingAPI.GetForm.self, forms.get)
        routes.query(ReportingAPI.ListForms.self, forms.list)

        routes.mutation(ReportingAPI.DraftPolicy.self, policies.draft)
        routes.mutation(ReportingAPI.PublishPolicy.self, policies.publish)
        routes.query(ReportingAPI.GetPolicy.self, policies.get)
        routes.query(ReportingAPI.GetPolicyProgress.self, policies.progress)
        routes.query(ReportingAPI.DiffPolicy.self, policyDiffs.diff)

        routes.query(ReportingAPI.ListObligations.self, obligations.list)
        routes.query(ReportingAPI.GetObligation.self, obligations.get)
        routes.query(ReportingAPI.ExplainObligation.self, obligations.explain)
        routes.query(ReportingAPI.ResolveDeadline.self, obligations.resolve)

        routes.mutation(ReportingAPI.OpenSubmission.self, stored: \.stored, submissions.open)
        routes.mutation(ReportingAPI.SaveSubmission.self, stored: \.stored, submissions.save)
        routes.mutation(ReportingAPI.PrefillSubmission.self, asking: prefills.ask, prefills.prefill)
        routes.query(ReportingAPI.ValidateSubmission.self, submissions.validate)
        routes.mutation(
            ReportingAPI.FinalizeSubmission.self, stored: \.stored, keepsItsTime: true, submissions.finalize)
        routes.mutation(ReportingAPI.WithdrawSubmission.self, stored: \.stored, submissions.withdraw)
        routes.query(ReportingAPI.GetSubmission.self, submissions.get)
        routes.query(ReportingAPI.ListSubmissionVersions.self, submissions.versions)
        routes.query(ReportingAPI.DiffSubmission.self, submissions.diff)
        routes.query(ReportingAPI.ListSubmissions.self, submissions.list)

        routes.mutation(ReportingAPI.AcceptSubmission.self, stored: \.stored, reviews.accept)
        routes.mutation(ReportingAPI.ReturnSubmission.self, stored: \.stored, reviews.giveBack)
        routes.query(ReportingAPI.ListReviewQueue.self, queue.list)
        routes.mutation(ReportingAPI.BeginReview.self, stored: \.stored, reviews.begin)
        routes.mutation(ReportingAPI.SealSubmission.self, stored: \.stored, reviews.seal)
        routes.mutation(ReportingAPI.UnsealSubmission.self, stored: \.stored, reviews.unseal)

        routes.mutation(ReportingAPI.GrantExtension.self, reliefs.extend)
        routes.mutation(ReportingAPI.RevokeExtension.self, reliefs.revokeExtension)
        routes.mutation(ReportingAPI.GrantWaiver.self, reliefs.waive)
        routes.mutation(ReportingAPI.RevokeWaiver.self, reliefs.revokeWaiver)
        routes.mutation(ReportingAPI.RequestExtension.self, requests.request)
        routes.mutation(ReportingAPI.DenyExtension.self, requests.deny)
        routes.query(ReportingAPI.ListExtensionRequests.self, requests.requests)
        routes.query(ReportingAPI.ListExtensions.self, requests.extensions)
        routes.query(ReportingAPI.ListWaivers.self, requests.waivers)

        routes.mutation(ReportingAPI.BeginBlob.self, blobs.begin)
        routes.mutation(ReportingAPI.SendBlobChunk.self, blobs.chunk)
        routes.mutation(ReportingAPI.CommitBlob.self, blobs.commit)
        routes.query(ReportingAPI.ReadBlob.self, blobs.read)
        routes.query(ReportingAPI.StatBlob.self, blobs.stat)
        routes.mutation(ReportingAPI.DropBlob.self, blobs.drop)

        routes.mutation(ReportingAPI.SubmitMaterial.self, keepsItsTime: true, materials.submit)
        routes.mutation(ReportingAPI.ReturnMaterial.self, materials.giveBack)
        routes.query(ReportingAPI.ListMaterials.self, materials.list)
        routes.mutation(ReportingAPI.AttestNil.self, keepsItsTime: true, materials.attestNil)
        routes.mutation(ReportingAPI.AcceptMaterial.self, curation.accept)
        routes.mutation(ReportingAPI.ShortlistMaterial.self, curation.shortlist)
        routes.mutation(ReportingAPI.PublishMaterial.self, curation.publish)
        routes.mutation(ReportingAPI.UnpublishMaterial.self, curation.unpublish)
        routes.query(ReportingAPI.ListPublished.self, curation.published)

        routes.query(ReportingAPI.GetReceipt.self, receipts.get)
        routes.query(ReportingAPI.VerifyReceipt.self, receipts.verify)
        routes.query(ReportingAPI.ListReceiptKeys.self, receipts.keys)

        routes.query(ReportingAPI.GetCompleteness.self, completeness.get)
        routes.query(ReportingAPI.ExplainCompleteness.self, completeness.explain)
        routes.query(ReportingAPI.ListGaps.self, completeness.gaps)
        routes.query(ReportingAPI.GetLeague.self, leagues.get)

        routes.mutation(ReportingAPI.IssueBulletin.self, bulletins.issue)
        routes.query(ReportingAPI.GetBulletin.self, bulletins.get)
        routes.query(ReportingAPI.ListBulletins.self, bulletins.list)

        routes.query(ReportingAPI.ComputeRollUp.self, rollUps.compute)
        routes.mutation(ReportingAPI.DeclareRollUp.self, declarations.declare)
        routes.query(ReportingAPI.CompareRollUp.self, declarations.compare)
        routes.query(ReportingAPI.ExplainRollUp.self, rollUps.explain)
        routes.mutation(ReportingAPI.SealRollUp.self, declarations.seal)
        routes.mutation(ReportingAPI.UnsealRollUp.self, declarations.unseal)

        routes.query(ReportingAPI.CreateExport.self, exports.create)
        routes.query(ReportingAPI.CreateArchive.self, archives.create)
        routes.mutation(ReportingAPI.ErasePersonal.self, PersonalErasures().erase)
        routes.query(ReportingAPI.PlanImport.self, imports.plan)
        routes.mutation(ReportingAPI.ApplyImport.self, stored: \.stored, imports.apply)

        routes.ledger(ReportingAPI.self)
        routes.changes(ReportingAPI.ListChanges.self)
    }
}
