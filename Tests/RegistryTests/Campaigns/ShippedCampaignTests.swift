import Shared
import Testing

@testable import Registry

/// What can be counted from the shipped files alone.
@Suite struct ShippedCampaignTests {
    let document: CampaignDocument
    let units: [[String: String]]
    let parents: [String: [String: String]]

    init() throws {
        document = try ShippedCampaign.document()
        units = try ShippedCampaign.rows("units")
        parents = Dictionary(
            grouping: try ShippedCampaign.rows("relations").filter { $0["type"] == "reportsTo" }, by: { $0["from"]! }
        ).mapValues { rows in Dictionary(rows.map { ($0["track"]!, $0["to"]!) }) { first, _ in first } }
    }

    private func flags(_ unit: [String: String]) -> Set<UnitFlag> {
        Set(unit["flags"]!.split(separator: ";").map { UnitFlag(String($0)) })
    }

    private func selectable(_ unit: [String: String], _ track: TrackCode) -> SelectableUnit {
        let parent = parents[unit["key"]!]?[track.rawValue].flatMap { key in
            units.first { $0["key"] == key }.map {
                SelectableUnit.Parent(key: UnitKey(key), kind: UnitKind($0["kind"]!))
            }
        }
        return SelectableUnit(kind: UnitKind(unit["kind"]!), flags: flags(unit), parent: parent)
    }

    private func owing(_ rule: CampaignDocument.Rule, in document: CampaignDocument) -> Int {
        let selectors = document.subjects(of: rule)
        return units.filter { unit in
            selectors.contains { $0.selects(selectable(unit, rule.track)) }
        }.count
    }

    private func obligations(_ document: CampaignDocument, to: CampaignDocument.Destination) -> Int {
        document.rulesInForce.filter { $0.to == to }.map { owing($0, in: document) }.reduce(0, +)
    }

    @Test func N01_twelveIssuersWithOneLeadAndOneHost() {
        #expect(document.issuers.count == 12)
        #expect(document.issuers.filter { $0.role == .lead }.map(\.unit) == ["issuer:AH-EDU"])
        #expect(document.issuers.filter { $0.role == .host }.map(\.unit) == ["issuer:BZ-GOV"])
        let known = Set(units.map { UnitKey($0["key"]!) })
        #expect(document.issuers.allSatisfy { known.contains($0.unit) })
    }

    @Test func N02_addresseesAreAsManyAsTheNoticeAddresses() {
        let counts = document.addressees.map { group in
            units.filter { group.selector.selects(selectable($0, "vocational")) }.count
        }
        #expect(counts == [198, 126, 0])
        #expect(document.addressees.map(\.expected) == [198, 126, nil])
        #expect(document.systems.filter { $0.localName != nil }.count == 11)
    }

    @Test func regionsUnitsAndLinesAreAsManyAsTheRecordGives() throws {
        let regions = try ShippedCampaign.rows("regions")
        #expect(regions.count == 121)
        #expect(regions.filter { $0["direct_to_province"] == "Y" }.map { $0["name"] } == ["宿松县", "广德市"])
        #expect(Set(units.map { $0["key"] }).count == units.count)
        let colleges = units.filter { $0["kind"] == "higher_education" }
        #expect(colleges.count == 126)
        #expect(colleges.filter { flags($0).contains("higher_vocational") }.count == 78)
        let schools = units.filter { $0["kind"] == "secondary_local" }
        #expect(schools.count == 42)
        #expect(schools.filter { parents[$0["key"]!] != nil }.count == 38)
        #expect(units.allSatisfy { $0["source"]?.isEmpty == false })
        let calendar = try ShippedCampaign.rows("calendar")
        #expect(calendar.count == 365)
        #expect(calendar.filter { $0["working"] == "true" }.count == 248)
    }

    @Test func everybodyWhoOwesHasAContactAndEveryAddressIsInvalid() throws {
        let contacts = try ShippedCampaign.rows("contacts")
        #expect(contacts.allSatisfy { $0["address"]!.hasSuffix(".invalid") && $0["person"] == nil })
        let reporters = Set(contacts.filter { $0["role"] == "reporter" }.map { $0["unit"]! })
        for rule in document.rulesInForce {
            let selectors = document.subjects(of: rule)
            for unit in units where selectors.contains(where: { $0.selects(selectable(unit, rule.track)) }) {
                #expect(reporters.contains(unit["key"]!))
            }
        }
        for track in document.tracks {
            #expect(
                contacts.contains {
                    $0["unit"] == track.receiver.unit.rawValue && $0["role"] == track.receiver.role.rawValue
                })
        }
    }

    @Test func N21_to_N26_474ObligationsToTheProvinceAnd76ToCities() throws {
        #expect(obligations(document, to: .province) == 474)
        #expect(obligations(document, to: .parent) == 76)
        let annex3 = document.rulesInForce.filter { $0.items == ["annex3"] && $0.to == .province }
        #expect(annex3.map { owing($0, in: document) }.reduce(0, +) == 96)
        #expect(owing(try #require(document.rule("annex4")), in: document) == 18)
    }

    @Test(arguments: [
        ("value: each", "value: total", 474 - 18, 76),
        ("value: as_city", "value: roll_up", 474 - 2 * 9, 76),
        (
            "name: vocationalUndergraduate\n    question: 职业本科学校是否属于高职院校？\n    value: \"yes\"",
            "name: vocationalUndergraduate\n    question: 职业本科学校是否属于高职院校？\n    value: \"no\"", 474 - 2 * 4, 76
        ),
        (
            "name: skilledWorkers\n    question: 技工院校是否按中职学校报送？\n    value: \"yes\"",
            "name: skilledWorkers\n    question: 技工院校是否按中职学校报送？\n    value: \"no\"", 474, 76 - 8 * 2
        ),
    ])
    func S3_S4_S6_S11_aSwitchChangesWhoOwes(
        _ answer: String, _ other: String, _ province: Int, _ cities: Int
    ) throws {
        let text = try ShippedCampaign.text()
        #expect(text.contains(answer))
        let changed = try CampaignFile.read(text.replacing(answer, with: other, maxReplacements: 1))
        #expect(obligations(changed, to: .province) == province)
        #expect(obligations(changed, to: .parent) == cities)
    }

    @Test func N06_to_N10_vocabulariesHoldTheNoticesTerms() {
        func count(_ key: VocabularyKey) -> Int? { document.vocabulary(key)?.terms.count }
        #expect(count("strands") == 5)
        #expect(count("themeDays") == 7)
        #expect(count("groups") == 9)
        #expect(count("places") == 4)
        #expect(count("modes") == 3)
        let tags = Dictionary(grouping: document.vocabulary("tags")!.terms, by: \.group)
        #expect(tags.mapValues(\.count) == ["四开放": 4, "三贴近": 3, "两走进": 2])
    }

    @Test func S1_to_S11_eachSwitchHasItsDefault() {
        #expect(document.switches.map(\.key.rawValue) == (1...11).map { "S\($0)" })
        #expect(
            document.switches.map(\.value) == [
                "inclusive", "none", "each", "as_city", "report", "yes", "accepted_late", "P2WD", "date(2026-11-15)",
                "none", "yes",
            ])
    }

    @Test func everyRuleWithADueTimeStandsInOneLadder() {
        let laddered = document.reminders.ladders.flatMap(\.rules)
        let due = document.rules.filter { $0.deadline != "S10" }.map(\.key)
        #expect(Set(laddered) == Set(due))
        #expect(laddered.count == due.count)
    }

    @Test func theFormsOfTheNoticeAreThere() {
        #expect(
            document.forms.map(\.key)
                == ["annex3", "annex4", "summary", "plan", "material", "case", "annex1", "annex2"])
        let annex3 = document.form("annex3")!
        #expect(annex3.fields.filter { $0.group == "各主题活动日场次" }.count == 7)
        #expect(annex3.fields.filter { $0.group == "五方面活动场次" }.count == 5)
        // Heads, person-times and sessions are never one figure: each has its unit.
        #expect(annex3.fields.filter { $0.measure != nil }.allSatisfy { $0.unit != nil })
    }

    /// Whoever reads in English reads as much as in Chinese: the same templates, filled with the same.
    @Test func bothLanguagesHaveTheSameTemplatesAndVariables() {
        func variables(_ language: CampaignDocument.Language) -> [TemplateKey: Set<String>] {
            let templates = document.reminders.templates.filter { ($0.language ?? .zh) == language }
            return Dictionary(
                templates.map { template in
                    let parts = (template.subject + template.text).split(
                        separator: "{", omittingEmptySubsequences: false)
                    return (template.key, Set(parts.dropFirst().map { String($0.prefix { $0 != "}" }) }))
                }
            ) { first, _ in first }
        }
        #expect(variables(.zh) == variables(.en))
        #expect(Set(variables(.zh).keys) == document.reminders.templatesInUse)
    }
}
