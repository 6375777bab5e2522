import Shared

/// Forms as files in the annex's layout (N27).
struct Exports: Sendable {
    let campaigns: Campaigns
    let reader: RollUpReader
    let declarations: Declarations
    let vault: PersonalVault

    func create(_ params: ReportingAPI.CreateExport.Params, _ context: QueryContext) async throws -> Export {
        let question = ReportingAPI.RollUpQuestion(params)
        let material = try await reader.material(question, now: context.now, context.database)
        let document = try await campaigns.find(material.campaign, context.database).document
        let layout = params.layout ?? .form
        let sheets = try await sheets(layout, params.format, material, document, question, context)
        let name = [material.node.name, material.form.form.annex ?? material.form.form.title, layout.label]
            .map { $0.filter { !#"/\:*?"<>|"#.contains($0) } }.joined(separator: "-")
        let bytes =
            switch params.format {
            case .csv: Array(CSVText.text(sheets).utf8)
            case .xlsx: try Workbook.bytes(sheets, title: material.form.form.title, created: material.times.at)
            }
        return Export(
            name: "\(name).\(params.format.rawValue)", mediaType: params.format.mediaType, size: bytes.count,
            at: material.times.at, knownAt: material.times.told, data: Base64.encode(bytes))
    }

    private func sheets(
        _ layout: ExportLayout, _ format: ExportFormat, _ material: RollUpReader.Material,
        _ document: CampaignDocument, _ question: ReportingAPI.RollUpQuestion, _ context: QueryContext
    ) async throws -> [Sheet] {
        switch layout {
        case .form:
            var payload: JSONValue?
            if let own = material.own {
                payload = try await vault.open(own.payload, of: own.input.submission, context.database)
            }
            let names = try await PlaceNames.printing(
                payload, material.form.form, material.times, context.database)
            return FormSheets(
                form: material.form.form, text: FieldText(document: document, names: names), unit: material.node,
                payload: payload
            ).sheets
        case .consolidated, .units:
            let at = material.times.at
            let consolidated = ConsolidatedSheets(
                form: material.form.form, comparison: try await declarations.compare(question, context),
                below: material.below, asOf: "\(document.zone.date(of: at)) \(document.zone.time(of: at))")
            if layout == .units { return consolidated.units }
            // A CSV file is one table.
            return format == .csv ? [consolidated.summary] : consolidated.sheets
        }
    }
}

extension ExportLayout {
    fileprivate var label: String {
        switch self {
        case .form: "填报表"
        case .consolidated: "汇总"
        case .units: "明细"
        }
    }
}

extension ExportFormat {
    fileprivate var mediaType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }
}
