import Foundation
import Shared
import TestSupport
import Testing

/// The whole of it: real processes, the shipped campaign, in a home of its own.
@Suite(.serialized) struct CampaignTests {
    @Test func theShippedCampaignGivesTheFiguresOfTheNotice() async throws {
        try await TestHome.with { home in
            let said = try await home.up()
            #expect(said.contains("addressed: 198 "))
            #expect(said.contains("addressed: 126 高等院校"))
            #expect(said.contains("obligations: 474 to 安徽省教育厅, 76 to cities"))
            #expect(said.contains(home.path + "/admin.key"))

            let board = try await home.call(ReportingAPI.GetCompleteness.self, .init(campaign: "anhui-2026"))
            #expect(board.total.expected == 474)
            #expect(board.rows.compactMap(\.receives?.expected).reduce(0, +) == 76)
            // 16 cities and 2 counties owe nine things each; 78 colleges four each, in no city's row (N25).
            #expect(board.rows.filter { $0.units == 1 }.map(\.owes.expected) == Array(repeating: 9, count: 18))
            #expect(board.rows.filter { $0.units != 1 }.map(\.units) == [78])

            try await secondLoadChangesNothing(home)
            try await theBoardNamesWhoIsMissing(home)
            try await withoutAKeyNothingIsAnswered(home)
            #expect(try await home.week("status").status == 0)
            let doctor = try await home.week("doctor")
            #expect(doctor.status == 0, "\(doctor.output)")
            // The four schools without a city have nobody to report to.
            #expect(doctor.output.contains("4 units have no verified contact or nobody to report to"))
        }
    }

    private func secondLoadChangesNothing(_ home: TestHome) async throws {
        let load = try await home.week("load")
        #expect(load.status == 0, "\(load.errors)")
        let steps = load.output.split(separator: "\n").prefix(9)
        #expect(steps.count == 9)
        #expect(steps.allSatisfy { $0.contains("unchanged") }, "\(load.output)")
    }

    private func theBoardNamesWhoIsMissing(_ home: TestHome) async throws {
        let board = try await home.week("board").output
        #expect(board.contains("报安徽省教育厅：应报 474，已报 0"))
        #expect(board.contains("报各市：应报 76，已报 0"))
        #expect(board.contains("合肥市教育局"))
        #expect(board.contains("宿州工业学校"))
        #expect(board.contains("亳州职业技术学院"))
        #expect(!board.contains("\u{1B}["), "colours belong on a terminal only")
        let before = try await home.week("board", "--track", "lifelong", "--at", "2026-05-01T00:00:00+08:00").output
        #expect(before.contains("应报 72"))
    }

    private func withoutAKeyNothingIsAnswered(_ home: TestHome) async throws {
        let refused = try await home.week("call", "registry.units.list", "--key-file", home.path + "/none")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("UNAUTHENTICATED"))
    }
}
