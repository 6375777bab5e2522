package import Values

package enum CodeSchemeVocabulary {}
/// A scheme of official codes: `moe`, `gb2260`.
package typealias CodeScheme = Code<CodeSchemeVocabulary>

/// The kinds the registry knows (`domain.md` §1). Another one is refused: selectors of rules rest on them.
extension UnitKind {
    package static var provinceDepartment: UnitKind { "province_department" }
    /// A local department of another system than education.
    package static var cityDepartment: UnitKind { "city_department" }
    /// A city's education department, through which the city owes.
    package static var cityEducation: UnitKind { "city_education" }
    package static var countyEducation: UnitKind { "county_education" }
    /// The education department of a province-administered county (省直管县), which owes what a city owes (S4).
    package static var directCounty: UnitKind { "direct_county" }
    /// A people's government, such as the host of the launch ceremony.
    package static var localGovernment: UnitKind { "local_government" }
    package static var higherEducation: UnitKind { "higher_education" }
    /// A secondary vocational school of the province (省属中专).
    package static var secondaryProvincial: UnitKind { "secondary_provincial" }
    /// A secondary vocational school of a city or county.
    package static var secondaryLocal: UnitKind { "secondary_local" }
    package static var communityEducation: UnitKind { "community_education" }
    package static var elderlyUniversity: UnitKind { "elderly_university" }
    /// 产教联合体, 产教融合共同体, 现代产业学院: has members.
    package static var collaboration: UnitKind { "collaboration" }
    package static var enterprise: UnitKind { "enterprise" }
    package static var venueOwner: UnitKind { "venue_owner" }

    package static var all: [UnitKind] {
        [
            provinceDepartment, cityDepartment, cityEducation, countyEducation, directCounty, localGovernment,
            higherEducation, secondaryProvincial, secondaryLocal, communityEducation, elderlyUniversity, collaboration,
            enterprise, venueOwner,
        ]
    }

    /// What `registry.departments.list` shows.
    package static var departments: [UnitKind] {
        [provinceDepartment, cityDepartment, cityEducation, countyEducation, directCounty, localGovernment]
    }

    /// What `registry.schools.list` shows.
    package static var schools: [UnitKind] {
        [higherEducation, secondaryProvincial, secondaryLocal, communityEducation, elderlyUniversity]
    }
}
