import Shared

/// Who owes which report by when, and how it stands.
@main
enum ReportingMain {
    static let service = ServiceDefinition(
        .reporting, migrations: Migrations.all, constraints: Constraints.faults, keys: BlobLimits.keys
    ) { service, routes in
        let campaigns = Campaigns()
        let reader = ObligationReader()
        let forms = Forms(campaigns: campaigns)
        let materialisation = Materialisation(campaigns: campaigns, reader: reader)
        let receipts = Receipts(campaigns: campaigns, ledger: service.ledger)
        let submissions = Submissions(
            campaigns: campaigns, forms: forms, obligations: reader, reader: SubmissionReader(obligations: reader),
            receipts: receipts)
        let rollUps = RollUpReader(campaigns: campaigns, forms: forms)
        let blobs = Blobs(limits: try BlobLimits(service.configuration.source), forms: forms)
        let materials = Materials(campaigns: campaigns, obligations: reader, receipts: receipts)
        ReportingRouter(
            forms: forms,
            policies: Policies(campaigns: campaigns, materialisation: materialisation, service: service),
            policyDiffs: PolicyDiffs(campaigns: campaigns, materialisation: materialisation),
            obligations: Obligations(campaigns: campaigns, reader: reader), submissions: submissions,
            prefills: Prefills(submissions: submissions, events: EventFigures(service)),
            reviews: Reviews(campaigns: campaigns, submissions: submissions),
            reliefs: ReliefDecisions(campaigns: campaigns, obligations: reader),
            requests: ReliefRequests(campaigns: campaigns, obligations: reader),
            materials: materials, curation: Curation(campaigns: campaigns, materials: materials, blobs: blobs),
            blobs: blobs,
            completeness: CompletenessQueries(campaigns: campaigns, reader: reader),
            rollUps: RollUps(reader: rollUps), declarations: Declarations(reader: rollUps),
            queue: ReviewQueue(campaigns: campaigns, reader: submissions.reader),
            leagues: Leagues(campaigns: campaigns, reader: reader) { campaign, track, node in
                try await service.client(of: .events).call(
                    EventsAPI.GetCoverage.self, .init(campaign: campaign, track: track, node: node))
            },
            bulletins: Bulletins(campaigns: campaigns, reader: reader),
            exports: Exports(campaigns: campaigns, reader: rollUps, declarations: Declarations(reader: rollUps)),
            receipts: receipts,
            imports: Imports(campaigns: campaigns, submissions: submissions),
            archives: Archives(
                campaigns: campaigns, submissions: submissions, receipts: receipts)
        ).register(on: &routes)
        return [
            .projection(RegistryProjection.projection, service), .projection(EventsProjection.projection, service),
            .projection(NotificationsProjection.projection, service, decidesReadiness: false),
            Materialiser(campaigns: campaigns, materialisation: materialisation, service: service).job,
            BlobExpiry(service: service).job,
        ]
    }

    static func main() async { await ServiceHost.main(service) }
}
