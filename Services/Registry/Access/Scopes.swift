import Shared

/// Whose the things are that methods name by their ids.
enum Scopes {
    static func register(on routes: inout Routes) {
        routes.scope(of: .contact, unknown: .contactUnknown) { id, database in
            guard let id = ID<Contact>(id) else { return nil }
            return try await database.first(ContactStatements.unit, id).map { [ScopePoint($0)] }
        }
        routes.scope(of: .principal, unknown: .principalUnknown) { name, database in
            try await points(ofPrincipal: name, database)
        }
        routes.scope(of: .key, unknown: .keyUnknown) { id, database in
            guard let id = ID<AccessKey>(id), let name = try await database.first(KeyStatements.principal, id) else {
                return nil
            }
            return try await points(ofPrincipal: name, database)
        }
        routes.scope(of: .grant, unknown: .grantUnknown) { id, database in
            guard let id = ID<Grant>(id), let grant = try await database.first(GrantStatements.find, id) else {
                return nil
            }
            return grant.unit.map { [ScopePoint.of($0, grant.track)] } ?? []
        }
    }

    /// What administering a principal reaches. Empty: everything, and so the province's only.
    static func points(_ reach: [PrincipalReach]) -> [ScopePoint] {
        var points: [ScopePoint] = []
        for row in reach {
            guard let unit = row.unit else { return [] }
            points.append(row.isGrant ? .of(unit, row.track) : ScopePoint(unit))
        }
        return points
    }

    private static func points(ofPrincipal name: String, _ database: Database) async throws -> [ScopePoint]? {
        // With the grants that have ended: who was given more than the caller administers stays the province's.
        let reach = try await database.query(PrincipalStatements.reach, name, .min)
        return reach.isEmpty ? nil : points(reach)
    }
}

extension ScopePoint {
    fileprivate static func of(_ unit: UnitKey, _ track: TrackCode?) -> ScopePoint {
        track.map { ScopePoint(unit, [$0]) } ?? .everyTrack(unit)
    }
}
