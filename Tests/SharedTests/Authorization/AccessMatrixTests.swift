import Shared
import TestSupport
import Testing

/// N19, N31: every method × every role × where the thing lies, against the table of `docs/security.md`.
@Suite struct AccessMatrixTests {
    @Test func everyMethodHasItsRowAndEveryRowItsMethod() throws {
        let rows = Set(try AccessTable.ofTheDocumentation().rows.keys)
        let methods = Set(EveryMethodService.methods.map { $0.contract.name })
        #expect(methods.subtracting(rows).isEmpty, "without a row in docs/security.md")
        #expect(rows.subtracting(methods).isEmpty, "rows of methods that are not there")
    }

    @Test func everyMethodLetsInWhomTheTableLetsInN19N31() async throws {
        let table = try AccessTable.ofTheDocumentation()
        try await ServiceTestHarness.run(EveryMethodService.definition) { service in
            try await service.putLines(AccessTable.Place.lines)
            for role in Role.allCases where role != .service {
                let bounded = try service.client(
                    principal: "\(role)", roles: [role], unit: AccessTable.Place.own.unit,
                    track: AccessTable.Place.vocational)
                let unbounded = try service.client(principal: "\(role) everywhere", roles: [role])
                defer {
                    bounded.close()
                    unbounded.close()
                }
                for method in EveryMethodService.methods {
                    guard let cell = table.rows[method.contract.name]?[role] else { continue }
                    try await check(method, cell, bounded, unbounded)
                }
            }
        }
    }

    /// R7, and least privilege: a service calls what its work needs, by name, whatever else its role would allow.
    @Test func aServiceCallsWhatTheTableNamesAndNothingElseR7() async throws {
        let table = try AccessTable.ofTheDocumentation()
        try await ServiceTestHarness.run(EveryMethodService.definition) { service in
            try await service.putLines(AccessTable.Place.lines)
            let callers = ServiceName.allCases.map { (name: $0, principal: Principal.service($0).name) }
            for (name, principal) in callers.map({ ($0.name as ServiceName?, $0.principal) }) + [(nil, "stranger")] {
                let client = try service.client(principal: principal, roles: [.service])
                defer { client.close() }
                for method in EveryMethodService.methods {
                    let cell = table.rows[method.contract.name]?[.service]
                    try await check(method, cell, name, client)
                }
            }
        }
    }

    /// N31: a thing or a unit that lies outside is answered like one that is not there, by every method, to every role.
    @Test func whatLiesOutsideLooksLikeWhatIsNotThereN31() async throws {
        try await ServiceTestHarness.run(EveryMethodService.definition) { service in
            try await service.putLines(AccessTable.Place.lines)
            for role in Role.allCases {
                let client = try service.client(
                    principal: "\(role)", roles: [role], unit: AccessTable.Place.own.unit,
                    track: AccessTable.Place.vocational)
                defer { client.close() }
                for method in EveryMethodService.methods {
                    let outside = try await answer(method, at: .sibling, by: client)
                    let nowhere = try await answer(method, at: nil, by: client)
                    #expect(outside == nowhere, "\(method.contract.name) for \(role)")
                }
            }
        }
    }

    /// N31: what was published is read by whoever may read what is published, and only as such.
    @Test func whatWasPublishedIsForEverybodyN31() {
        for role in Role.allCases {
            let held = HeldGrant(role, unit: AccessTable.Place.own.unit, track: AccessTable.Place.vocational)
            let authority = Authority(
                principal: Principal(name: "\(role)", grants: [held]), tree: .empty, now: ServiceTestHarness.start)
            #expect(authority.allows(.readPublished, over: .published) == (role != .job), "\(role)")
            for permission in Permission.allCases where permission != .readPublished {
                #expect(!authority.allows(permission, over: .published), "\(role): \(permission)")
            }
        }
        let everywhere = Authority(
            principal: Principal(name: "public", roles: [.public]), tree: .empty, now: ServiceTestHarness.start)
        #expect(!everywhere.isUnlimited(for: .readPublished))
        #expect(everywhere.scope(of: .readPublished) == .points([]))
        #expect(!everywhere.allows(.readPublished, over: ScopePoint("city:own")))
    }

    @Test func whatAListShowsIsWhatTheTableSaysN31() throws {
        let table = try AccessTable.ofTheDocumentation()
        let tree = UnitTree(
            AccessTable.Place.lines.map {
                UnitTree.Line(lower: $0.0, upper: $0.under, track: $0.on, valid: HalfOpenRange(from: nil, upTo: nil))
            })
        for method in EveryMethodService.methods {
            guard case .scoped(let permission, let sources) = method.contract.access, sources.contains(.list) else {
                continue
            }
            for role in Role.allCases where role != .service {
                let held = HeldGrant(role, unit: AccessTable.Place.own.unit, track: AccessTable.Place.vocational)
                let authority = Authority(
                    principal: Principal(name: "\(role)", grants: [held]), tree: tree, now: ServiceTestHarness.start)
                let scope = authority.scope(of: permission)
                let shown = Set(AccessTable.Place.allCases.filter { scope.contains($0.point) })
                let expected = table.rows[method.contract.name]?[role].map(\.shown)
                #expect(shown == expected, "\(method.contract.name) for \(role)")
            }
        }
    }

    private func check<Method: RPCMethod>(
        _: Method.Type, _ cell: AccessTable.Cell, _ bounded: RPCClient, _ unbounded: RPCClient
    ) async throws {
        let name = Method.contract.name
        let everywhere = try await reaches(Method.self, at: .sibling, by: unbounded)
        let opens = cell == .published ? Method.contract.access.isList : cell != .none
        #expect(everywhere == opens, "\(name), over everything")
        for place in AccessTable.Place.allCases where Method.contract.access.tellsPlace(place) {
            let expected =
                switch cell {
                case .none, .province, .services: false
                case .any: true
                case .published: Method.contract.access.isList
                case .places(let places): Method.contract.access.isList || places.contains(place)
                }
            let isReached = try await reaches(Method.self, at: place, by: bounded)
            #expect(isReached == expected, "\(name) at \(place)")
        }
    }

    private func check<Method: RPCMethod>(
        _: Method.Type, _ cell: AccessTable.Cell?, _ caller: ServiceName?, _ client: RPCClient
    ) async throws {
        let expected =
            switch cell {
            case .services(let services): caller.map(services.contains) ?? false
            case nil, .some(.none), .province, .any, .published, .places: false
            }
        let isReached = try await reaches(Method.self, at: .sibling, by: client)
        #expect(isReached == expected, "\(Method.contract.name) by \(caller?.rawValue ?? "a stranger")")
    }

    /// All that a refusal says; nil: the method itself was reached. A place of nil is nowhere.
    private func answer<Method: RPCMethod>(
        _: Method.Type, at place: AccessTable.Place?, by client: RPCClient
    ) async throws -> String? {
        let example = try #require(Method.examples.first)
        var params = try RawJSON(encoding: example.params).decoded(as: JSONValue.self)
        for (member, value) in Method.contract.access.members(at: place) { params.set(value, at: member) }
        let typed = try RawJSON(encoding: params).decoded(as: Method.Params.self)
        do {
            _ = try await client.call(
                Method.self, typed, options: CallOptions(idempotencyKey: "\(UniqueID.make(at: .min))"))
            return nil
        } catch {
            guard error.kind != .reached else { return nil }
            let violations = error.violations.map { "\($0.path) \($0.rule) \($0.detail)" }
            return "\(error.kind.code) \(error.kind.reason) \(error.message) \(violations)"
        }
    }

    /// Whether the method itself is reached. Refusals are the two that say nothing about what is there.
    private func reaches<Method: RPCMethod>(
        _: Method.Type, at place: AccessTable.Place, by client: RPCClient
    ) async throws -> Bool {
        let example = try #require(Method.examples.first)
        var params = try RawJSON(encoding: example.params).decoded(as: JSONValue.self)
        for (member, value) in Method.contract.access.members(at: place) { params.set(value, at: member) }
        let typed = try RawJSON(encoding: params).decoded(as: Method.Params.self)
        do {
            _ = try await client.call(
                Method.self, typed, options: CallOptions(idempotencyKey: "\(UniqueID.make(at: .min))"))
            return true
        } catch {
            if error.kind == .reached { return true }
            #expect(
                [.permissionDenied, .thingUnknown].contains(error.kind), "\(Method.contract.name): \(error)")
            return false
        }
    }
}

extension AccessTable.Cell {
    /// What a list shows.
    fileprivate var shown: Set<AccessTable.Place> {
        switch self {
        case .none, .province, .published, .services: []
        case .any: Set(AccessTable.Place.allCases)
        case .places(let places): places
        }
    }
}

extension Access {
    private var sources: [ScopeSource] {
        if case .scoped(_, let sources) = self { sources } else { [] }
    }

    fileprivate var isList: Bool { sources == [.list] }

    /// Whether the params can say the place: without a track in them the other track is the same as the own.
    fileprivate func tellsPlace(_ place: AccessTable.Place) -> Bool {
        guard place == .track else { return true }
        return sources.isEmpty
            || sources.contains { source in
                switch source {
                case .unit(_, let track): track != nil
                case .entity: true
                case .list: false
                }
            }
    }

    /// What the params say of a thing at the place, by path of the member.
    fileprivate func members(at place: AccessTable.Place?) -> [(String, String)] {
        sources.flatMap { source -> [(String, String)] in
            switch source {
            case .unit(let member, let track):
                [(member, place?.unit.rawValue ?? "city:nowhere")]
                    + (track.map { [($0, (place?.track ?? AccessTable.Place.vocational).rawValue)] } ?? [])
            case .entity(.principal, let member): [(member, place?.rawValue ?? "nobody")]
            case .entity(_, let member): [(member, place?.id ?? "019dd6f3-5a00-7001-8000-000000000099")]
            case .list: []
            }
        }
    }
}

extension JSONValue {
    /// Puts a text where the member is, as a list of one where the example has a list or the member's name is plural.
    fileprivate mutating func set(_ text: String, at path: String) {
        var names = path.split(separator: ".").map(String.init)
        let name = names.removeFirst()
        guard case .object(var members) = self else { return }
        if names.isEmpty {
            members[name] = members[name]?.array != nil ? .array([.string(text)]) : .string(text)
        } else {
            members[name]?.set(text, at: names.joined(separator: "."))
        }
        self = .object(members)
    }
}
