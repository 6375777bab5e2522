import Shared
import TestSupport
import Testing

@testable import Events

@Suite struct ContractTests {
    /// Examples are true, strangers are refused, what a schema refuses is refused: for every method of the service.
    @Test func everyMethodKeepsItsContract() async throws {
        try await ServiceTestHarness.run(EventsMain.service) {
            try await expectContracts(of: EventsAPI.methods, on: $0)
        }
    }
}
