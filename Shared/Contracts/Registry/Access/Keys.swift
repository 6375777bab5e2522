package import Values

extension RegistryAPI {
    /// A key for a principal.
    package enum CreateKey: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Whose.
            package let principal: String
            /// The first instant at which it is no longer accepted; absent: no end.
            package let expiresAt: Instant?

            package init(principal: String, expiresAt: Instant? = nil) {
                self.principal = principal
                self.expiresAt = expiresAt
            }
        }

        package typealias Result = IssuedKey

        package static let contract = MethodContract(
            "registry.keys.create",
            "Makes a key and shows it, this once: of a repeat the secret is null, `SHOWN_ONCE`.",
            kind: .mutation, access: .scoped(.administer, [.entity(.principal, "principal")]),
            faults: [.principalUnknown, .periodInvalid])
        package static let examples = [
            Example(
                params: Params(principal: "unit:gb2260:341600/教育", expiresAt: .exampleClose), result: IssuedKey.example)
        ]
    }

    /// A key for each of many units.
    package enum CreateKeys: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Which units, 1…500 of them.
            package let selector: UnitSelector
            /// What each may do over its own unit: `unit_reporter`, `city_admin`, `county_admin`, `reviewer` or `reader`.
            package let role: Role
            /// Absent: on every track.
            package let track: TrackCode?
            /// When keys and grants end; absent: no end.
            package let expiresAt: Instant?
            /// Why: a document, a decision.
            package let basis: String?

            package init(
                selector: UnitSelector, role: Role, track: TrackCode? = nil, expiresAt: Instant? = nil,
                basis: String? = nil
            ) {
                self.selector = selector
                self.role = role
                self.track = track
                self.expiresAt = expiresAt
                self.basis = basis
            }
        }

        package struct Result: Codable, Sendable, Hashable {
            /// One for each unit, by its key.
            package let items: [UnitKeyIssue]

            package init(items: [UnitKeyIssue]) {
                self.items = items
            }

            /// What is kept for a repeat of the call.
            package var withoutSecrets: Result {
                Result(items: items.map { UnitKeyIssue(unit: $0.unit, issued: $0.issued.withoutSecret) })
            }
        }

        package static let contract = MethodContract(
            "registry.keys.createMany",
            "Makes principal, grant and key for each unit selected; each key is shown this once.", kind: .mutation,
            access: .scoped(.administer, [.list]),
            faults: [.unitUnknown, .grantBeyondOwn, .selectionEmpty, .periodInvalid])
        package static let examples = [
            Example(
                params: Params(
                    selector: UnitSelector(kinds: ["city_education"]), role: .cityAdmin, expiresAt: .exampleClose),
                result: Result(items: [UnitKeyIssue(unit: "gb2260:341600/教育", issued: .example)]))
        ]
    }

    /// A new key in place of one.
    package enum RotateKey: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The key to replace.
            package let id: ID<AccessKey>
            /// How long both are accepted: 0…2,592,000, default 86,400.
            package let overlapSeconds: Int?
            /// When the new key ends; absent: no end.
            package let expiresAt: Instant?

            package init(id: ID<AccessKey>, overlapSeconds: Int? = nil, expiresAt: Instant? = nil) {
                self.id = id
                self.overlapSeconds = overlapSeconds
                self.expiresAt = expiresAt
            }
        }

        package typealias Result = IssuedKey

        package static let contract = MethodContract(
            "registry.keys.rotate", "Makes a key in place of another; both are accepted for a while.", kind: .mutation,
            access: .scoped(.administer, [.entity(.key, "id")]), faults: [.keyUnknown, .keyEnded, .periodInvalid])
        package static let examples = [
            Example(params: Params(id: AccessKey.example.id), result: IssuedKey.example)
        ]
    }

    /// Ends a key now.
    package enum RevokeKey: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Which.
            package let id: ID<AccessKey>
            /// Why, for those who ask later.
            package let reason: String?

            package init(id: ID<AccessKey>, reason: String? = nil) {
                self.id = id
                self.reason = reason
            }
        }

        package typealias Result = AccessKey

        package static let contract = MethodContract(
            "registry.keys.revoke", "Ends a key: within seconds no service accepts it, open connections included.",
            kind: .mutation, access: .scoped(.administer, [.entity(.key, "id")]), faults: [.keyUnknown])
        package static let examples = [
            Example(params: Params(id: AccessKey.example.id, reason: "设备遗失"), result: AccessKey.example)
        ]
    }

    /// Keys by their beginnings.
    package enum ListKeys: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Only those of this principal.
            package let principal: String?
            /// Those revoked or expired too; absent: no.
            package let withEnded: Bool?
            /// Opaque: `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                principal: String? = nil, withEnded: Bool? = nil, after: String? = nil, limit: Int? = nil
            ) {
                self.principal = principal
                self.withEnded = withEnded
                self.after = after
                self.limit = limit
            }
        }

        package typealias Result = Page<AccessKey>

        package static let contract = MethodContract(
            "registry.keys.list", "Keys without their secrets, by id: whose, until when, last used when.", kind: .query,
            access: .scoped(.administer, [.list]))
        package static let examples = [
            Example(params: Params(), result: Page(items: [AccessKey.example], next: nil))
        ]
    }

    /// When services last recognised keys.
    package enum NoteKeyUse: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// At most 500 beginnings of keys.
            package let prefixes: [String]
            /// When each was last used, in the same order.
            package let usedAt: [Instant]

            package init(prefixes: [String], usedAt: [Instant]) {
                self.prefixes = prefixes
                self.usedAt = usedAt
            }
        }

        package typealias Result = Empty

        package static let contract = MethodContract(
            "registry.keys.noteUse", "Tells the registry when keys were last used; services call it.", kind: .mutation,
            access: .roles([]), calledBy: [.events, .reporting, .notifications])
        package static let examples = [
            Example(params: Params(prefixes: ["week_Ab3dEf9h"], usedAt: [.exampleLoad]), result: Empty())
        ]
    }
}
