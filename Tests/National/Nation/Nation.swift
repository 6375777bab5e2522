import Shared

/// Who there is in a nation of a scale: a pure function of the scale.
struct Nation: Sendable {
    struct Place: Sendable {
        let code: String
        let name: String
        let level: String
        let parent: Int?
    }

    struct Member: Sendable {
        let key: UnitKey
        let kind: UnitKind
        let name: String
        let region: RegionCode?
        let level: String
        let flags: [UnitFlag]
        /// Position of the unit it reports to.
        let parent: Int?

        var brief: UnitBrief { UnitBrief(key: key, name: name, kind: kind, region: region) }
    }

    let scale: Scale
    private(set) var places: [Place] = []
    private(set) var members: [Member] = []
    private(set) var provinces: Range<Int> = 0..<0
    private(set) var cities: Range<Int> = 0..<0
    private(set) var counties: Range<Int> = 0..<0
    private(set) var colleges: Range<Int> = 0..<0
    private(set) var schools: Range<Int> = 0..<0

    /// The unit above all provinces.
    static let authority: UnitKey = "issuer:CN-EDU"

    init(_ scale: Scale) {
        self.scale = scale
        members.append(
            Member(
                key: Self.authority, kind: "province_department", name: "教育部", region: nil, level: "province",
                flags: [], parent: nil))
        provinces = add(scale.provinces) { index, _ in
            let place = Place(code: "\(11 + index)0000", name: "第\(index + 1)省", level: "province", parent: nil)
            return (
                place,
                Self.department(of: place, "province_department", "province", 0, flags: [NationalCampaign.province])
            )
        }
        cities = add(scale.cities) { index, nation in
            let province = index % scale.provinces
            let code = "\(11 + province)\(Self.padded(index / scale.provinces + 1, 2))00"
            let place = Place(code: code, name: "第\(index + 1)市", level: "prefecture", parent: province)
            return (place, Self.department(of: place, "city_education", "city", nation.provinces.lowerBound + province))
        }
        counties = add(scale.counties) { index, nation in
            let city = index % scale.cities
            let code = nation.places[scale.provinces + city].code.prefix(4) + Self.padded(index / scale.cities + 1, 2)
            let place = Place(
                code: String(code), name: "第\(index + 1)县", level: "county", parent: scale.provinces + city)
            let flags = index < scale.schoolCounties ? [NationalCampaign.schools] : []
            return (
                place,
                Self.department(
                    of: place, "county_education", "county", nation.cities.lowerBound + city, flags: flags)
            )
        }
        colleges = add(scale.colleges) { index, nation in
            let province = index % scale.provinces
            let college = Member(
                key: UnitKey("moe:41\(Self.padded(index, 8))"), kind: "higher_education", name: "第\(index + 1)职业技术学院",
                region: RegionCode(nation.places[province].code), level: "institution", flags: ["higher_vocational"],
                parent: nation.provinces.lowerBound + province)
            return (nil, college)
        }
        schools = add(scale.schools) { index, nation in
            let city = index % scale.cities
            let code = nation.places[scale.provinces + city].code
            let school = Member(
                key: UnitKey("school:\(code)/\(Self.padded(index, 5))"), kind: "secondary_local",
                name: "第\(index + 1)中等专业学校", region: RegionCode(code), level: "institution", flags: [],
                parent: nation.cities.lowerBound + city)
            return (nil, school)
        }
    }

    private mutating func add(_ count: Int, _ make: (Int, Nation) -> (Place?, Member)) -> Range<Int> {
        let (start, before) = (members.count, self)
        for index in 0..<count {
            let (place, member) = make(index, before)
            if let place { places.append(place) }
            members.append(member)
        }
        return start..<members.count
    }

    private static func department(
        of place: Place, _ kind: UnitKind, _ level: String, _ parent: Int, flags: [UnitFlag] = []
    ) -> Member {
        Member(
            key: UnitKey("gb2260:\(place.code)/教育"), kind: kind, name: "\(place.name)教育局",
            region: RegionCode(place.code), level: level, flags: flags, parent: parent)
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// Positions of all that report to a unit.
    func children(of parent: Int) -> [Int] { members.indices.filter { members[$0].parent == parent } }
}

/// How much there is; at 100 % what design.md §8 asks for.
struct Scale: Sendable, Hashable {
    let percent: Int
    let provinces: Int
    let cities: Int
    let counties: Int
    let colleges: Int
    let schools: Int
    let versions: Int
    let events: Int
    let changes: Int

    /// The years of the campaigns.
    static let campaigns = [2023, 2024, 2025, 2026]

    /// - Parameter percent: 1…100.
    init(percent: Int) {
        self.percent = percent
        func part(_ whole: Int) -> Int { max(1, (whole * percent + 50) / 100) }
        provinces = part(31)
        cities = part(340)
        counties = part(2_900)
        colleges = part(1_500)
        schools = part(7_000)
        versions = 1_000_000 * percent / 100
        events = 1_000_000 * percent / 100
        changes = 10_000_000 * percent / 100
    }

    /// Obligations of a campaign: 25,000 at 100 %.
    var obligations: Int { 25_000 * percent / 100 }

    /// Counties that report for schools of their own: as many as a campaign needs to have its obligations.
    var schoolCounties: Int { obligations - NationalCampaign.obligations(self) }
}
