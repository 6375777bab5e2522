import Shared
import Synchronization

/// Every method of all four services behind the real check, in one service: the contracts as they are, and in place of what
/// they do a fault that says how far the call came. Whose a thing is, its id says.
enum EveryMethodService {
    static let methods: [any RPCMethod.Type] =
        RegistryAPI.methods + EventsAPI.methods + ReportingAPI.methods + NotificationsAPI.methods

    static let definition = ServiceDefinition(.registry, migrations: []) { _, routes in
        for kind in ScopedEntity.allCases {
            routes.scope(of: kind, unknown: .thingUnknown) { id, _ in place(id).map { [$0.point] } }
        }
        for method in methods { register(method, &routes) }
        return []
    }

    /// Where each thing lies: the id of things is an UUID whose last digit is the place, a principal's name is the place.
    static func place(_ id: String) -> AccessTable.Place? {
        AccessTable.Place.allCases.first { $0.id == id || $0.rawValue == id }
    }

    private static func register<Method: RPCMethod>(_: Method.Type, _ routes: inout Routes) {
        switch Method.contract.kind {
        // With a task and without: what names a thing is looked up first, what does not is decided where it was read.
        case .query: routes.read(Method.self) { _, _ in throw Fault(.reached) }
        case .longPoll: routes.longPoll(Method.self) { _, _ in throw Fault(.reached) }
        case .mutation: routes.mutation(Method.self) { _, _ in throw Fault(.reached) }
        }
    }
}

extension AccessTable.Place {
    static let vocational: TrackCode = "vocational"

    var unit: UnitKey {
        switch self {
        case .own, .track: "city:own"
        case .child: "school:child"
        case .parent: "province"
        case .sibling: "city:sibling"
        }
    }

    var track: TrackCode { self == .track ? "lifelong" : Self.vocational }
    var point: ScopePoint { ScopePoint(unit, [track]) }

    var id: String {
        "019dd6f3-5a00-7001-8000-00000000000\(Self.allCases.firstIndex(of: self) ?? 0)"
    }

    static let lines: [(UnitKey, under: UnitKey, on: TrackCode?)] = ["vocational", "lifelong"].flatMap {
        (track: TrackCode) -> [(UnitKey, under: UnitKey, on: TrackCode?)] in
        [
            ("city:own", "province", track), ("city:sibling", "province", track), ("school:child", "city:own", track),
            ("school:nephew", "city:sibling", track),
        ]
    }
}

extension FaultKind {
    /// The call passed the check.
    static let reached = FaultKind(1_992, "REACHED", .failedPrecondition, "The method was reached")
    static let thingUnknown = FaultKind(1_993, "THING_UNKNOWN", .notFound, "There is no such thing")
}
