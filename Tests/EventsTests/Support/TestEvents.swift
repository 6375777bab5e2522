import Shared
import TestSupport
import Testing

@testable import Events

/// The events service as it runs in production, for one test: its server, its database, a clock that the test moves, and
/// a small registry already projected.
struct TestEvents: Sendable {
    let harness: ServiceTestHarness

    var clock: ManualClock { harness.clock }

    static let city: UnitKey = "gb2260:340800/教育"
    static let county: UnitKey = "gb2260:340826/教育"
    static let college: UnitKey = "moe:1"
    static let otherCollege: UnitKey = "moe:2"
    static let school: UnitKey = "school:安庆市/一"

    static func run(_ body: @escaping @Sendable (TestEvents) async throws -> Void) async throws {
        try await ServiceTestHarness.run(EventsMain.service) { harness in
            try await project(into: harness.database)
            try await body(TestEvents(harness: harness))
        }
    }

    /// What the registry's feed would have brought.
    private static func project(into database: Database) async throws {
        try await database.execute(
            ProjectionStatements.putCampaign, Fixture.campaign.key, 1, try RawJSON(encoding: Fixture.campaign))
        let regions: [(RegionCode, String, RegionLevel, RegionCode?, Bool)] = [
            ("340000", "安徽省", .province, nil, false), ("340800", "安庆市", .prefecture, "340000", false),
            ("340811", "宜秀区", .county, "340800", false), ("340826", "宿松县", .county, "340800", true),
        ]
        for (code, name, level, parent, direct) in regions {
            try await database.execute(ProjectionStatements.putRegion, code, name, level, parent, direct)
        }
        let units: [(UnitKey, String, UnitKind, [UnitFlag], RegionCode?)] = [
            (Fixture.authority, "省教育厅", .provinceDepartment, [], "340000"),
            (city, "安庆市教育局", .cityEducation, [], "340800"), (county, "宿松县教育局", .directCounty, [], "340826"),
            (college, "第一职业技术学院", .higherEducation, ["higher_vocational"], "340800"),
            (otherCollege, "第二职业技术学院", .higherEducation, ["higher_vocational"], "340811"),
            (school, "第一工业学校", .secondaryLocal, [], "340811"),
        ]
        for (key, name, kind, flags, region) in units {
            try await database.execute(ProjectionStatements.putUnit, key, name, kind, flags, region, nil, nil)
        }
        let lines: [(UnitKey, UnitKey, TrackCode)] = [
            (city, Fixture.authority, "vocational"), (city, Fixture.authority, "lifelong"),
            (county, Fixture.authority, "lifelong"), (college, Fixture.authority, "vocational"),
            (otherCollege, Fixture.authority, "vocational"), (school, city, "vocational"), (school, city, "lifelong"),
        ]
        for (child, parent, track) in lines {
            try await database.execute(
                ProjectionStatements.putRelation, ID.make(at: ServiceTestHarness.start), .reportsTo, track, child,
                parent, nil, nil)
        }
    }

    func ask<Method: RPCMethod>(_ method: Method.Type, _ params: Method.Params) async throws -> Method.Result {
        try await harness.client.call(method, params)
    }

    /// A mutation under a key of its own, as `tester`, who holds every role.
    @discardableResult
    func tell<Method: RPCMethod>(
        _ method: Method.Type, _ params: Method.Params, dryRun: Bool = false
    ) async throws -> Method.Result {
        try await Self.tell(harness.client, method, params, clock, dryRun: dryRun)
    }

    /// A mutation as another principal with one role.
    @discardableResult
    func tell<Method: RPCMethod>(
        _ method: Method.Type, _ params: Method.Params, as principal: String, role: Role = .cityAdmin
    ) async throws -> Method.Result {
        let client = try harness.client(principal: principal, roles: [role])
        defer { client.close() }
        return try await Self.tell(client, method, params, clock)
    }

    private static func tell<Method: RPCMethod>(
        _ client: RPCClient, _ method: Method.Type, _ params: Method.Params, _ clock: ManualClock, dryRun: Bool = false
    ) async throws -> Method.Result {
        let key = "\(UniqueID.make(at: clock.now()))"
        return try await client.call(method, params, options: CallOptions(idempotencyKey: key, dryRun: dryRun))
    }

    @discardableResult
    func expectFault<Value>(
        _ kind: FaultKind, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
    ) async -> Fault? {
        do {
            _ = try await body()
            Issue.record("\(kind.reason) expected, the call succeeded", sourceLocation: sourceLocation)
            return nil
        } catch let fault as Fault {
            #expect(fault.kind == kind, "\(fault)", sourceLocation: sourceLocation)
            return fault
        } catch {
            Issue.record("\(kind.reason) expected, \(error) came", sourceLocation: sourceLocation)
            return nil
        }
    }

    /// Two calls at once, of which the rule lets one through.
    func expectOneOfTwo<Value: Sendable>(
        refusedWith kind: FaultKind, sourceLocation: SourceLocation = #_sourceLocation,
        _ first: @Sendable () async throws -> Value, _ second: @Sendable () async throws -> Value
    ) async {
        async let one = Self.refusal(first)
        async let other = Self.refusal(second)
        let refusals = await [one, other]
        #expect(refusals.count { $0 == nil } == 1, "\(refusals)", sourceLocation: sourceLocation)
        #expect(refusals.contains(kind), "\(refusals)", sourceLocation: sourceLocation)
    }

    private static func refusal<Value: Sendable>(_ body: @Sendable () async throws -> Value) async -> FaultKind? {
        do {
            _ = try await body()
            return nil
        } catch let fault as Fault {
            return fault.kind
        } catch {
            return .internalError
        }
    }

    func create(_ content: EventContent) async throws -> Event {
        try await tell(EventsAPI.CreateEvent.self, .init(campaign: Fixture.campaign.key, content: content))
    }

    /// An event that somebody else has approved.
    func approved(_ content: EventContent) async throws -> Event {
        let draft = try await create(content)
        let submitted = try await tell(
            EventsAPI.SubmitEvent.self, .init(id: draft.id, expectRevision: draft.revision), as: "author")
        return try await tell(
            EventsAPI.ApproveEvent.self, .init(id: draft.id, expectRevision: submitted.revision), as: "reviewer")
    }

    func published(_ content: EventContent) async throws -> Event {
        let event = try await approved(content)
        return try await tell(EventsAPI.PublishEvent.self, .init(id: event.id, expectRevision: event.revision))
    }
}
