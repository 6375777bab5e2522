import Shared

/// The campaign of a year, made from the shipped one: a nation has a level above the provinces, so what cities and colleges owe
/// goes to whom they report to, provinces owe the ministry what cities owe them, and some counties report for their schools.
/// Who owes what follows from this text and the lines alone, in the services and in `Duties`.
enum NationalCampaign {
    /// - Parameter shipped: the text of the shipped campaign file.
    static func text(_ shipped: String, year: Int) -> String {
        belowProvinces.reduce(shipped.replacing("to: province", with: "to: parent")) { text, kind in
            // What is owed to a parent asks for one.
            text.replacing(
                "- {kinds: [\(kind)]", with: "- {kinds: [\(kind)], reportsTo: {kinds: [province_department]}")
        }
        .replacing("\nrules:\n", with: "\nrules:\n" + rules)
        .replacing("rules: [annex3.school, summary.school]", with: ladder)
        .replacing("2026", with: String(year)).replacing("anhui-", with: "national-")
        .replacing("issuer:AH-EDU", with: Nation.authority.rawValue)
    }

    /// Who reports to a province.
    private static let belowProvinces: [UnitKind] = [
        "city_education", "direct_county", "higher_education", "secondary_provincial",
    ]

    /// Provinces that owe the ministry something; the ministry is of the same kind and owes nothing.
    static let province: UnitFlag = "province"
    /// Counties with vocational schools of their own.
    static let schools: UnitFlag = "vocational_schools"

    /// Rules of the nation: a province's annex and summary, a county's annex.
    static var rules: String {
        rule("annex3.province", "annex3", "province_department", province, to: "province_department")
            + rule("summary.province", "summary", "province_department", province, to: "province_department")
            + rule("annex3.county", "annex3", "county_education", schools, to: "city_education", before: " - S8")
    }

    private static let ladder =
        "rules: [annex3.school, summary.school, annex3.county, annex3.province, summary.province]"

    private static func rule(
        _ key: RuleKey, _ item: ItemCode, _ kind: UnitKind, _ flag: UnitFlag, to parent: UnitKind,
        before: String = ""
    ) -> String {
        """
          - key: \(key)
            name: \(key)
            items: [\(item)]
            track: vocational
            subjects:
              - {kinds: [\(kind)], flags: [\(flag)], reportsTo: {kinds: [\(parent)]}}
            to: parent
            opens: anchor(window.vocational, start)
            deadline: until(date(2026-05-20)\(before), endOfDay, S1)
            late: accepted_late
            countsOn: submitted
            row: N24
            clause: 四（三）
            quote: 于5月20日前提交

        """
    }

    /// Obligations of one campaign but those of counties: two of a province, nine of a city, four of a college, two of a school.
    static func obligations(_ scale: Scale) -> Int {
        2 * scale.provinces + 9 * scale.cities + 4 * scale.colleges + 2 * scale.schools
    }
}
