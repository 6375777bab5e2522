package import Values

extension RegistryAPI {
    /// A role for a principal.
    package enum GiveGrant: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// To whom.
            package let principal: String
            /// What it may do. `service` is given by key files only.
            package let role: Role
            /// Where it begins to reach; absent: everywhere, which only the province can give.
            package let unit: UnitKey?
            /// Absent: on every track.
            package let track: TrackCode?
            /// Absent: from now on.
            package let validFrom: Instant?
            /// The first instant at which it no longer holds; absent: no end.
            package let validTo: Instant?
            /// Why: a document, a decision.
            package let basis: String?

            package init(
                principal: String, role: Role, unit: UnitKey? = nil, track: TrackCode? = nil,
                validFrom: Instant? = nil, validTo: Instant? = nil, basis: String? = nil
            ) {
                self.principal = principal
                self.role = role
                self.unit = unit
                self.track = track
                self.validFrom = validFrom
                self.validTo = validTo
                self.basis = basis
            }
        }

        package typealias Result = Grant

        package static let contract = MethodContract(
            "registry.grants.give",
            "Gives a principal a role over a unit and what belongs to it, on a track, for a time.",
            kind: .mutation,
            access: .scoped(.administer, [.unit("unit", track: "track"), .entity(.principal, "principal")]),
            faults: [.principalUnknown, .unitUnknown, .grantBeyondOwn, .periodInvalid])
        package static let examples = [
            Example(
                params: Params(
                    principal: "unit:gb2260:341600/教育", role: .cityAdmin, unit: "gb2260:341600/教育",
                    basis: "皖教秘职成〔2026〕23号"), result: Grant.example)
        ]
    }

    /// Ends a grant.
    package enum EndGrant: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Which.
            package let id: ID<Grant>
            /// The revision the caller saw; another one answers `REVISION_CONFLICT`.
            package let expectRevision: Int
            /// The first instant at which it no longer holds; absent: now. Never before now.
            package let at: Instant?

            package init(id: ID<Grant>, expectRevision: Int, at: Instant? = nil) {
                self.id = id
                self.expectRevision = expectRevision
                self.at = at
            }
        }

        package typealias Result = Grant

        package static let contract = MethodContract(
            "registry.grants.end", "Ends a grant; what was done under it stays.", kind: .mutation,
            access: .scoped(.administer, [.entity(.grant, "id")]),
            faults: [.grantUnknown, .periodInvalid, .revisionConflict])
        package static let examples = [
            Example(params: Params(id: Grant.example.id, expectRevision: 1), result: Grant.example)
        ]
    }

    /// Who may do what.
    package enum ListGrants: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Only those of this principal.
            package let principal: String?
            /// Only those that begin at this unit.
            package let unit: UnitKey?
            /// Only those that hold at this instant; absent: now.
            package let at: Instant?
            /// Opaque: `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                principal: String? = nil, unit: UnitKey? = nil, at: Instant? = nil, after: String? = nil,
                limit: Int? = nil
            ) {
                self.principal = principal
                self.unit = unit
                self.at = at
                self.after = after
                self.limit = limit
            }
        }

        package typealias Result = Page<Grant>

        package static let contract = MethodContract(
            "registry.grants.list", "Grants in force at an instant, by id.", kind: .query,
            access: .scoped(.administer, [.list]))
        package static let examples = [
            Example(
                params: Params(unit: "gb2260:341600/教育"), result: Page(items: [Grant.example], next: nil))
        ]
    }
}
