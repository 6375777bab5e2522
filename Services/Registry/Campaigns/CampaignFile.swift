import Shared

/// A campaign file (`docs/campaigns/README.md`): read as a whole, or refused as a whole with every fault it has.
enum CampaignFile {
    /// Pure: what it names outside the file (units, regions) is not looked up.
    ///
    /// - Throws: `CAMPAIGN_INVALID`, with line, path and reason of each fault: `line 41: rules[3].deadline`.
    static func read(_ text: String) throws(Fault) -> CampaignDocument {
        let findings = FileFindings()
        guard let root = YAMLText.nodes(of: text, findings),
            let document = FaultyDecoder.read(CampaignDocument.self, from: root, findings)
        else { throw Fault(.campaignInvalid, violations: findings.violations) }
        CampaignChecks(document, findings).run()
        guard findings.violations.isEmpty else { throw Fault(.campaignInvalid, violations: findings.violations) }
        return document
    }
}
