import Shared

extension NationalPlan {
    /// Who acts for the units: one principal each, with the role that its kind has.
    var principals: [NationalTable] {
        let (members, at) = (members, recordedAt)
        return [
            NationalTable("registry.principals", "name, unit, recorded_at", rows: members.count) { index, row in
                row.text(Self.principal(members[index]))
                row.text(members[index].key.rawValue)
                row.instant(at)
                row.endRow()
            },
            NationalTable(
                "registry.grants", "id, principal, role, unit, valid, given_by, recorded_at", rows: members.count
            ) { index, row in
                row.plain(Dice.id(.grant, index))
                row.text(Self.principal(members[index]))
                row.plain(Self.role(members[index]).rawValue)
                row.text(members[index].key.rawValue)
                row.plain("(,)")
                row.plain("key:above")
                row.instant(at)
                row.endRow()
            },
        ]
    }

    /// What every service keeps of it, to decide by itself who may do what.
    func access(_ schema: String) -> [NationalTable] {
        let members = members
        return [
            NationalTable(
                "\(schema).access_lines", "relation, lower, upper, track, valid", rows: (members.count - 1) * 2
            ) { index, row in
                let child = members[index / 2 + 1]
                row.plain(Dice.id(.relation, index))
                row.text(child.key.rawValue)
                row.text(members[child.parent ?? 0].key.rawValue)
                row.plain(Self.tracks[index % 2])
                row.plain("(,)")
                row.endRow()
            },
            NationalTable("\(schema).access_principals", "name, ended", rows: members.count) { index, row in
                row.text(Self.principal(members[index]))
                row.flag(false)
                row.endRow()
            },
            NationalTable("\(schema).access_grants", "id, principal, role, unit, valid", rows: members.count) {
                index, row in
                row.plain(Dice.id(.grant, index))
                row.text(Self.principal(members[index]))
                row.plain(Self.role(members[index]).rawValue)
                row.text(members[index].key.rawValue)
                row.plain("(,)")
                row.endRow()
            },
        ]
    }

    private static func principal(_ member: Nation.Member) -> String { "unit:\(member.key.rawValue)" }

    private static func role(_ member: Nation.Member) -> Role {
        switch member.level {
        case "province": .provinceAdmin
        case "prefecture", "city": .cityAdmin
        case "county": .countyAdmin
        default: .unitReporter
        }
    }
}
