package import Values

extension RegistryAPI {
    /// Everything below a unit.
    package enum GetTree: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The unit at the top of the answer.
            package let root: UnitKey
            /// The track whose relations are followed, with those of every track.
            package let track: TrackCode
            /// Default `reportsTo`.
            package let type: RelationType?
            /// How many steps below the root, 0…32; default 32.
            package let depth: Int?
            /// What was in force then; default now.
            package let at: Instant?
            /// What the registry knew then; default now.
            package let knownAt: Instant?

            package init(
                root: UnitKey, track: TrackCode, type: RelationType? = nil, depth: Int? = nil, at: Instant? = nil,
                knownAt: Instant? = nil
            ) {
                self.root = root
                self.track = track
                self.type = type
                self.depth = depth
                self.at = at
                self.knownAt = knownAt
            }
        }

        package struct Result: Codable, Sendable, Hashable {
            /// The instant the answer holds for.
            package let at: Instant
            /// What the registry knew then.
            package let knownAt: Instant
            /// The root first, then step by step downwards, by key within a step.
            package let nodes: [TreeNode]

            package init(at: Instant, knownAt: Instant, nodes: [TreeNode]) {
                self.at = at
                self.knownAt = knownAt
                self.nodes = nodes
            }
        }

        package static let contract = MethodContract(
            "registry.tree.get", "A unit and everything below it on a track, as at an instant and as known then.",
            kind: .query,
            access: .scoped(.read, [.unit("root", track: "track")]),
            faults: [.unitUnknown],
            positional: ["root", "track"])
        package static let examples = [
            Example(
                params: Params(root: "issuer:AH-EDU", track: "vocational"),
                result: Result(at: .exampleLoad, knownAt: .exampleLoad, nodes: [.exampleRoot, .exampleLeaf]))
        ]
    }

    /// The way up from a unit.
    package enum GetPath: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The unit at the bottom of the answer.
            package let unit: UnitKey
            /// The track whose relations are followed, with those of every track.
            package let track: TrackCode
            /// Default `reportsTo`.
            package let type: RelationType?
            /// What was in force then; default now.
            package let at: Instant?
            /// What the registry knew then; default now.
            package let knownAt: Instant?

            package init(
                unit: UnitKey, track: TrackCode, type: RelationType? = nil, at: Instant? = nil, knownAt: Instant? = nil
            ) {
                self.unit = unit
                self.track = track
                self.type = type
                self.at = at
                self.knownAt = knownAt
            }
        }

        package typealias Result = GetTree.Result

        package static let contract = MethodContract(
            "registry.tree.path", "The units above a unit on a track: itself first, the highest last.", kind: .query,
            access: .scoped(.read, [.unit("unit", track: "track")]),
            faults: [.unitUnknown],
            positional: ["unit", "track"])
        package static let examples = [
            Example(
                params: Params(unit: "moe:4134013343", track: "vocational"),
                result: GetTree.Result(
                    at: .exampleLoad, knownAt: .exampleLoad,
                    nodes: [
                        TreeNode(
                            unit: "moe:4134013343", name: "亳州职业技术学院", kind: .higherEducation, region: "341600",
                            flags: ["higher_vocational"], parent: "issuer:AH-EDU", depth: 0),
                        TreeNode(
                            unit: "issuer:AH-EDU", name: "安徽省教育厅", kind: .provinceDepartment, region: "340000",
                            flags: [], parent: nil, depth: 1),
                    ]))
        ]
    }
}

/// One unit of a tree or a path.
package struct TreeNode: Codable, Sendable, Hashable {
    /// The unit's permanent key.
    package let unit: UnitKey
    /// Its name at the instant.
    package let name: String
    /// Its kind at the instant.
    package let kind: UnitKind
    /// Where it lies; null when the source does not say.
    package let region: RegionCode?
    /// Its flags at the instant, sorted.
    package let flags: [UnitFlag]
    /// The unit directly above; null where there is none.
    package let parent: UnitKey?
    /// Steps from the unit that was asked for.
    package let depth: Int

    package init(
        unit: UnitKey, name: String, kind: UnitKind, region: RegionCode?, flags: [UnitFlag], parent: UnitKey?,
        depth: Int
    ) {
        self.unit = unit
        self.name = name
        self.kind = kind
        self.region = region
        self.flags = flags
        self.parent = parent
        self.depth = depth
    }

    static let exampleRoot = TreeNode(
        unit: "issuer:AH-EDU", name: "安徽省教育厅", kind: .provinceDepartment, region: "340000", flags: [], parent: nil,
        depth: 0)
    static let exampleLeaf = TreeNode(
        unit: "moe:4134013343", name: "亳州职业技术学院", kind: .higherEducation, region: "341600",
        flags: ["higher_vocational"], parent: "issuer:AH-EDU", depth: 1)
}
