import Shared

/// Everything a unit filed in a campaign as one file to be put away (归档): what was said, when it was received, what was
/// decided, and by digest what belongs to it.
struct Archives: Sendable {
    let campaigns: Campaigns
    let submissions: Submissions
    let receipts: Receipts

    /// Bytes of an archive: as base 64 within the longest answer. A unit's texts are far below it.
    private static let longest = 7 << 20

    func create(_ params: ReportingAPI.CreateArchive.Params, _ context: QueryContext) async throws -> Archive {
        let campaign = try await campaigns.find(params.campaign, context.database)
        guard let unit = try await context.database.first(UnitStatements.lastBrief, params.unit, context.now) else {
            throw Fault(.unitUnknownHere)
        }
        var members: [(path: String, bytes: [UInt8])] = []
        var digests: Set<String> = []
        for submission in try await submitted(unit.key, campaign.key, context) {
            let form = try await submissions.forms.find(campaign.key, submission.form, context.database)
            let folder = "\(submission.track)/\(submission.form)"
            let versions = try await submissions.versions(.init(id: submission.id), context).versions
            for version in versions {
                members.append(("\(folder)/v\(version.n).json", try Self.json(version)))
                digests.formUnion(version.attachments.map { $0.digest.lowercased() })
                if let receipt = try await receipt(of: submission.id.value, version.n, context) {
                    members.append(("\(folder)/v\(version.n).receipt.json", receipt))
                }
            }
            if let last = versions.last {
                let times = ObligationReader.Times(at: last.receivedAt, knownAt: nil, now: context.now)
                let names = try await PlaceNames.printing(last.payload, form.form, times, context.database)
                let sheets = FormSheets(
                    form: form.form, text: FieldText(document: campaign.document, names: names), unit: unit,
                    payload: last.payload
                ).sheets
                let printed = try Workbook.bytes(sheets, title: form.form.title, created: last.receivedAt)
                members.append(("\(folder)/v\(last.n).xlsx", printed))
            }
            members.append(("\(folder)/submission.json", try Self.json(submission.withoutDraft)))
        }
        let scope = context.scope()
        let materials = try await context.database.query(
            MaterialStatements.list, campaign.key, unit.key, nil, nil, nil, 10_000, scope.units, scope.lines)
        for (number, material) in materials.enumerated() {
            members.append(("materials/\(number + 1).json", try Self.json(material)))
            digests.formUnion(material.attachments.map { $0.digest.lowercased() })
            if let receipt = try await receipt(of: material.id.value, nil, context) {
                members.append(("materials/\(number + 1).receipt.json", receipt))
            }
        }
        members.append(("obligations.json", try await owed(unit.key, campaign.key, context)))
        let attachments = try await submissions.attachments.owned(
            digests.sorted(), by: unit.key, context.database
        ).values.map { $0.blob(wasThere: nil) }.sorted { $0.digest < $1.digest }
        return try archive(unit, campaign.key, members, attachments)
    }

    /// nil for what was filed before receipts were issued.
    private func receipt(of source: UniqueID, _ version: Int?, _ context: QueryContext) async throws -> [UInt8]? {
        do {
            return try Self.json(try await receipts.get(.init(source: source, version: version), context))
        } catch let fault as Fault where fault.kind == .receiptUnknown {
            return nil
        }
    }

    private func archive(
        _ unit: UnitBrief, _ campaign: CampaignKey, _ members: [(path: String, bytes: [UInt8])], _ attachments: [Blob]
    ) throws -> Archive {
        let listed = members.map {
            Archive.Member(path: $0.path, size: $0.bytes.count, digest: DigestAlgorithm.sha256.digest($0.bytes).hex)
        }
        let manifest = try Self.json(
            Manifest(campaign: campaign, unit: unit, members: listed, attachments: attachments))
        var writer = ZipWriter()
        writer.add("manifest.json", manifest)
        for member in members { writer.add(member.path, member.bytes) }
        let bytes = writer.finish()
        guard bytes.count <= Self.longest else { throw Fault(.archiveTooLarge, limit: Self.longest) }
        let name = "\(unit.name)-\(campaign)-归档.zip".filter { !#"/\:*?"<>|"#.contains($0) }
        return Archive(
            name: name, size: bytes.count, manifestDigest: DigestAlgorithm.sha256.digest(manifest).hex, members: listed,
            attachments: attachments, data: Base64.encode(bytes))
    }

    /// What stands in `manifest.json`.
    private struct Manifest: Encodable {
        let campaign: CampaignKey
        let unit: UnitBrief
        let members: [Archive.Member]
        let attachments: [Blob]
    }

    private func submitted(
        _ unit: UnitKey, _ campaign: CampaignKey, _ context: QueryContext
    ) async throws -> [Submission] {
        var (found, after) = ([Submission](), String?.none)
        repeat {
            let page = try await submissions.list(
                .init(campaign: campaign, unit: unit, after: after, limit: PageLimit.most), context)
            found += page.items
            after = page.next
        } while after != nil
        return found.sorted { ($0.track, $0.form, $0.id) < ($1.track, $1.form, $1.id) }
    }

    /// What was owed and how it stands, nil returns and reliefs included.
    private func owed(_ unit: UnitKey, _ campaign: CampaignKey, _ context: QueryContext) async throws -> [UInt8] {
        let owed = try await context.database.query(
            ObligationStatements.everOwedBy, context.now, .max, campaign, unit
        ).read()
        return try Self.json(owed.map { $0.obligation(at: context.now) })
    }

    /// Canonical, so that the same filings give the same digests.
    private static func json(_ value: some Encodable) throws -> [UInt8] { try CanonicalJSON(value).bytes }
}
