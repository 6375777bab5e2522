import Values

// The same few things in every example, so that the reference reads as one story.

extension Instant {
    static let exampleLoad = Instant("2026-04-29T09:00:00+08:00")!  // a constant in RFC 3339
    static let exampleClose = Instant("2026-09-01T00:00:00+08:00")!  // a constant in RFC 3339
}

extension Unit {
    static let exampleCollege = Unit(
        id: ID(UniqueID(high: 0x019d_d6f3_5a00_7001, low: 0x8000_0000_0000_0001)), key: "moe:4134013343",
        kind: .higherEducation, name: "亳州职业技术学院", codes: ["moe": "4134013343"], region: "341600",
        level: .institution, flags: ["higher_vocational"], source: "MOE-2025-06-20", recordedAt: .exampleLoad)

    static let exampleCity = Unit(
        id: ID(UniqueID(high: 0x019d_d6f3_5a00_7001, low: 0x8000_0000_0000_0002)), key: "gb2260:341600/教育",
        kind: .cityEducation, name: "亳州市教育局", region: "341600", level: .city, system: "教育",
        source: "皖教秘职成〔2026〕23号", recordedAt: .exampleLoad)

    static let exampleProvince = Unit(
        id: ID(UniqueID(high: 0x019d_d6f3_5a00_7001, low: 0x8000_0000_0000_0003)), key: "issuer:AH-EDU",
        kind: .provinceDepartment, name: "安徽省教育厅", region: "340000", level: .province, system: "教育",
        source: "皖教秘职成〔2026〕23号", recordedAt: .exampleLoad)

    static let exampleSchool = Unit(
        id: ID(UniqueID(high: 0x019d_d6f3_5a00_7001, low: 0x8000_0000_0000_0004)), key: "school:宿州市/宿州工业学校",
        kind: .secondaryLocal, name: "宿州工业学校", region: "341300", level: .institution, recordedAt: .exampleLoad)
}
