package import Values

extension ReportingAPI {
    /// A form as a file, in the annex's layout.
    package enum CreateExport: RPCMethod {
        package struct Params: Codable, Sendable, Hashable, RollUpReference {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Whose form, or to whom the forms were filed.
            package let node: UnitKey
            /// The form.
            package let form: FormKey
            /// The week it belongs to.
            package let track: TrackCode
            /// Absent: `form`.
            package let layout: ExportLayout?
            /// What kind of file.
            package let format: ExportFormat
            /// What was in force then; default now.
            package let at: Instant?
            /// What had been committed by then; default everything.
            package let knownAt: Instant?

            package init(
                campaign: CampaignKey? = nil, node: UnitKey, form: FormKey, track: TrackCode,
                layout: ExportLayout? = nil, format: ExportFormat, at: Instant? = nil, knownAt: Instant? = nil
            ) {
                self.campaign = campaign
                self.node = node
                self.form = form
                self.track = track
                self.layout = layout
                self.format = format
                self.at = at
                self.knownAt = knownAt
            }
        }
        package typealias Result = Export
        package static let contract = MethodContract(
            "reporting.exports.create",
            "A form in the annex's layout as CSV or XLSX: one unit's, or a node's with those below it. Stores nothing.",
            kind: .query,
            access: .scoped(.read, [.unit("node", track: "track")]),
            faults: [.campaignUnpublished, .unitUnknownHere, .formUnknown])
        package static let examples = [
            Example(
                params: Params(
                    node: "gb2260:341300/教育", form: "annex3", track: "vocational", layout: .consolidated, format: .xlsx),
                result: Export.example)
        ]
    }
}

/// What stands in an export.
package enum ExportLayout: String, Codable, Sendable, Hashable, CaseIterable {
    /// The form as the unit filed it; empty, to be filled in and imported, when it filed nothing.
    case form
    /// The node's figures beside what the filings below add up to; in XLSX with those filings behind it.
    case consolidated
    /// One row per unit that owes the form to the node, a table for each kind of unit.
    case units
}

/// What kind of file.
package enum ExportFormat: String, Codable, Sendable, Hashable, CaseIterable {
    /// UTF-8 with a byte order mark, lines ended by CR LF; no cell is a formula.
    case csv
    /// Office Open XML.
    case xlsx
}

/// A file made from what was filed: a pure function of the two times.
package struct Export: Codable, Sendable, Hashable {
    /// A file name: `宿州市教育局-附件3-汇总.xlsx`.
    package let name: String
    /// `text/csv; charset=utf-8`, or the registered one of XLSX.
    package let mediaType: String
    /// Bytes.
    package let size: Int
    /// The instant it holds for.
    package let at: Instant
    /// What had been committed by then.
    package let knownAt: Instant
    /// Base 64 with padding.
    package let data: String

    package init(
        name: String, mediaType: String, size: Int, at: Instant, knownAt: Instant, data: String
    ) {
        self.name = name
        self.mediaType = mediaType
        self.size = size
        self.at = at
        self.knownAt = knownAt
        self.data = data
    }
}
