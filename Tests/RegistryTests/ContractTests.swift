import Shared
import TestSupport
import Testing

@testable import Registry

@Suite struct ContractTests {
    /// Examples are true, strangers are refused, what a schema refuses is refused: for every method of the service.
    @Test func everyMethodKeepsItsContract() async throws {
        try await ServiceTestHarness.run(RegistryMain.service) {
            try await expectContracts(of: RegistryAPI.methods, on: $0)
        }
    }
}
