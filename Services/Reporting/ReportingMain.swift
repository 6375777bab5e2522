import Shared

/// Who owes which report by when, and how it stands.
@main
enum ReportingMain {
    static let service = ServiceDefinition(
        .reporting, migrations: Migrations.all, constraints: Constraints.faults,
        keys: BlobLimits.keys + PersonalKeeping.keys
    ) { service, routes in
        let campaigns = Campaigns()
        let source = service.configuration.source
        let vault = PersonalVault(
            keys: try PersonalKeyRing(
                path: source.value(ConfigurationKeys.personalKeysFile), logger: service.logger))
        let days = try source.value(PersonalKeeping.retentionDays)
        let reader = ObligationReader()
        let forms = Forms(campaigns: campaigns, vault: vault)
        let materialisation = Materialisation(campaigns: campaigns, reader: reader)
        let receipts = Receipts(campaigns: campaigns, ledger: service.ledger)
        let submissions = Submissions(
            campaigns: campaigns, forms: forms, obligations: reader,
            reader: SubmissionReader(obligations: reader, vault: vault),
            receipts: receipts, vault: vault)
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
            materials: materials, curation: Curation(campaigns: campaigns, materials: materials),
            blobs: blobs,
            completeness: CompletenessQueries(campaigns: campaigns, reader: reader),
            rollUps: RollUps(reader: rollUps), declarations: Declarations(reader: rollUps),
            queue: ReviewQueue(campaigns: campaigns, reader: submissions.reader),
            leagues: Leagues(campaigns: campaigns, reader: reader) { campaign, track, node in
                try await service.client(of: .events).call(
                    EventsAPI.GetCoverage.self, .init(campaign: campaign, track: track, node: node))
            },
            bulletins: Bulletins(campaigns: campaigns, reader: reader),
            exports: Exports(
                campaigns: campaigns, reader: rollUps, declarations: Declarations(reader: rollUps), vault: vault),
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
            + PersonalKeeping(
                vault: vault, service: service, retention: days == 0 ? nil : .seconds(days * 86_400)
            ).jobs
    }

    static func main() async { await ServiceHost.main(service) }
}
