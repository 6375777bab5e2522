import Shared
import Testing

@Suite struct PageRequestTests {
    @Test func pagesFollowEachOther() throws {
        let all = (1...5).map { "k\($0)" }
        var read: [String] = []
        var next: String?
        repeat {
            let request = try PageRequest(after: next, limit: 2)
            let rows = all.filter { $0 > (request.after ?? "") }.prefix(request.fetch)
            let page = request.page(Array(rows)) { [$0] }
            #expect(page.items.count <= 2)
            read += page.items
            next = page.next
        } while next != nil
        #expect(read == all)
    }

    @Test(arguments: [0, -1, 501]) func aLimitOutsideItsRangeIsAViolation(_ limit: Int) {
        let fault = #expect(throws: Fault.self) { try PageRequest(after: nil, limit: limit) }
        #expect(fault?.kind == .invalidParams)
        #expect(fault?.violations.map(\.path) == ["params.limit"])
    }

    @Test func anAfterOfAnotherListIsAViolation() throws {
        let page = try PageRequest(after: nil, limit: 1).page(["a", "b"]) { [$0, "second"] }
        #expect(throws: Fault.self) { try PageRequest(after: page.next, limit: 1) }
        #expect(throws: Fault.self) { try PageRequest(after: "not base64!", limit: 1) }
        #expect(try PageRequest(after: page.next, limit: 1, columns: 2).position == ["a", "second"])
    }

    @Test func theRevisionThatStandsIsTold() {
        #expect(throws: Never.self) { try Revision.expect(3, found: 3) }
        let fault = #expect(throws: Fault.self) { try Revision.expect(3, found: 4) }
        #expect(fault?.kind == .revisionConflict)
        #expect(fault?.currentRevision == 4)
    }
}
