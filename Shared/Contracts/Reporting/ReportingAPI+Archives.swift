import Values

extension ReportingAPI {
    /// Everything a unit filed in a campaign, to be put away.
    package enum CreateArchive: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Whose filings.
            package let unit: UnitKey

            package init(
                campaign: CampaignKey? = nil, unit: UnitKey
            ) {
                self.campaign = campaign
                self.unit = unit
            }
        }
        package typealias Result = Archive
        package static let contract = MethodContract(
            "reporting.archives.create",
            "A ZIP of all a unit filed: versions and materials with their receipts, forms as printed, files by digest.",
            kind: .query, access: .scoped(.read, [.unit("unit")]),
            faults: [.campaignUnpublished, .unitUnknownHere, .archiveTooLarge])
        package static let examples = [
            Example(params: Params(unit: "moe:4134013343"), result: Archive.example)
        ]
    }
}

/// A ZIP archive of a unit's filings (归档). `manifest.json` lists every member with its SHA-256, and every attachment with
/// its own: their bytes are read by `reporting.blobs.read`.
package struct Archive: Codable, Sendable, Hashable {
    /// A file name: `亳州职业技术学院-anhui-2026-归档.zip`.
    package let name: String
    /// Bytes.
    package let size: Int
    /// SHA-256 of `manifest.json`, in hexadecimal: it stands for the whole archive.
    package let manifestDigest: String
    /// The members, in the archive's order.
    package let members: [Member]
    /// The attachments, each once.
    package let attachments: [Blob]
    /// Base 64 with padding.
    package let data: String

    package init(
        name: String, size: Int, manifestDigest: String, members: [Member], attachments: [Blob], data: String
    ) {
        self.name = name
        self.size = size
        self.manifestDigest = manifestDigest
        self.members = members
        self.attachments = attachments
        self.data = data
    }

    /// One file in the archive.
    package struct Member: Codable, Sendable, Hashable {
        /// Its path in the archive.
        package let path: String
        /// Bytes.
        package let size: Int
        /// SHA-256, in hexadecimal.
        package let digest: String

        package init(
            path: String, size: Int, digest: String
        ) {
            self.path = path
            self.size = size
            self.digest = digest
        }
    }
}
