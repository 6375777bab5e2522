import Shared

extension NationalPlan {
    /// Regions, units, lines and contacts; and for each a change that says all of it.
    var registry: [NationalTable] {
        let (nation, members, at) = (nation, members, recordedAt)
        let places = nation.places
        // Two lines for each member but the first, which reports to nobody.
        let lines = (members.count - 1) * 2
        return [
            NationalTable("registry.regions", "code", rows: places.count) { index, row in
                row.plain(places[index].code)
                row.endRow()
            },
            NationalTable(
                "registry.region_versions", "code, name, level, parent, direct_to_province, valid, recorded_at",
                rows: places.count
            ) { index, row in
                let place = places[index]
                row.plain(place.code)
                row.text(place.name)
                row.plain(place.level)
                row.text(place.parent.map { places[$0].code })
                row.flag(false)
                row.plain("(,)")
                row.instant(at)
                row.endRow()
            },
            NationalTable("registry.units", "id, key, recorded_at", rows: members.count) { index, row in
                row.plain(Dice.id(.unit, index))
                row.text(members[index].key.rawValue)
                row.instant(at)
                row.endRow()
            },
            NationalTable(
                "registry.unit_versions", "unit_id, kind, name, region, level, flags, valid, recorded_at",
                rows: members.count
            ) { index, row in
                let member = members[index]
                row.plain(Dice.id(.unit, index))
                row.plain(member.kind.rawValue)
                row.text(member.name)
                row.text(member.region?.rawValue)
                row.plain(member.level)
                row.array(member.flags.map(\.rawValue))
                row.plain("(,)")
                row.instant(at)
                row.endRow()
            },
            NationalTable(
                "registry.relations", "id, type, from_unit, to_unit, track, basis, valid, recorded_at", rows: lines
            ) { index, row in
                let child = index / 2 + 1
                row.plain(Dice.id(.relation, index))
                row.plain("reportsTo")
                row.plain(Dice.id(.unit, child))
                row.plain(Dice.id(.unit, members[child].parent ?? 0))
                row.plain(Self.tracks[index % 2])
                row.text("行政隶属")
                row.plain("(,)")
                row.instant(at)
                row.endRow()
            },
            NationalTable(
                "registry.contacts", "id, unit_id, role, channel, address, verified_at, recorded_at",
                rows: members.count
            ) { index, row in
                row.plain(Dice.id(.contact, index))
                row.plain(Dice.id(.unit, index))
                row.plain("reporter")
                row.plain("email")
                row.plain("unit\(index)@nation.invalid")
                row.instant(at)
                row.instant(at)
                row.endRow()
            },
            history("registry", "unit", rows: scale.changes / 20) { index in Dice.id(.unit, index % members.count) },
        ]
    }

    /// Change rows, as years of work leave them.
    func history(
        _ schema: String, _ entity: String, rows: Int, id: @escaping @Sendable (Int) -> String
    ) -> NationalTable {
        let instants = self.instants
        return NationalTable("\(schema).changes", "at, entity, id, verb, data, principal", rows: rows) { index, row in
            var dice = Dice(.change, index)
            let id = id(index)
            row.plain(instants[dice.below(instants.count)])
            row.plain(entity)
            row.plain(id)
            row.plain(index % 7 == 0 ? "created" : "updated")
            row.plain(
                "{\"id\":\"\(id)\",\"revision\":\(1 + index % 9),\"state\":\"\(index % 3 == 0 ? "draft" : "submitted")\","
                    + "\"note\":\"\(dice.next())\"}")
            row.plain("key:\(dice.below(12_000))")
            row.endRow()
        }
    }

    /// Some thousand instants of working days, ready as text: formatting millions would take longer than copying them.
    private var instants: [String] {
        duties.flatMap { campaign in
            (0..<1_024).map { index in
                var dice = Dice(.change, -1 - index)
                let start = campaign.document.zone.instant(of: campaign.document.notice.date)
                return start.adding(.seconds(dice.below(200) * 86_400 + dice.below(32_400))).description
            }
        }
    }
}
