import Values

extension RegistryAPI {
    /// A new principal, without grants and keys.
    package enum CreatePrincipal: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// 1…200 characters without white space; `service:…` and `administrator` are taken.
            package let name: String
            /// The unit it belongs to; absent: only the province administers it.
            package let unit: UnitKey?
            /// What it is for, at most 200 characters.
            package let note: String?

            package init(name: String, unit: UnitKey? = nil, note: String? = nil) {
                self.name = name
                self.unit = unit
                self.note = note
            }
        }

        package typealias Result = AccessPrincipal

        package static let contract = MethodContract(
            "registry.principals.create", "Makes a principal, who can do nothing yet.", kind: .mutation,
            access: .scoped(.administer, [.unit("unit")]), faults: [.principalTaken, .unitUnknown])
        package static let examples = [
            Example(
                params: Params(name: "unit:gb2260:341600/教育", unit: "gb2260:341600/教育", note: "亳州市教育局"),
                result: AccessPrincipal.example)
        ]
    }

    /// Who calls, or called.
    package enum ListPrincipals: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Only those of this unit.
            package let unit: UnitKey?
            /// Those that have ended too; absent: no.
            package let withEnded: Bool?
            /// Opaque: `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(unit: UnitKey? = nil, withEnded: Bool? = nil, after: String? = nil, limit: Int? = nil) {
                self.unit = unit
                self.withEnded = withEnded
                self.after = after
                self.limit = limit
            }
        }

        package typealias Result = Page<AccessPrincipal>

        package static let contract = MethodContract(
            "registry.principals.list", "Principals, by name.", kind: .query, access: .scoped(.administer, [.list]))
        package static let examples = [
            Example(params: Params(), result: Page(items: [AccessPrincipal.example], next: nil))
        ]
    }

    /// Ends a principal with all its grants and keys.
    package enum EndPrincipal: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Whom.
            package let name: String
            /// The revision the caller saw; another one answers `REVISION_CONFLICT`.
            package let expectRevision: Int

            package init(name: String, expectRevision: Int) {
                self.name = name
                self.expectRevision = expectRevision
            }
        }

        package typealias Result = AccessPrincipal

        package static let contract = MethodContract(
            "registry.principals.end",
            "Ends a principal; its grants and keys end with it, within seconds on every service.",
            kind: .mutation, access: .scoped(.administer, [.entity(.principal, "name")]),
            faults: [.principalUnknown, .revisionConflict])
        package static let examples = [
            Example(
                params: Params(name: "unit:gb2260:341600/教育", expectRevision: 1), result: AccessPrincipal.example)
        ]
    }
}
