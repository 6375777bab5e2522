import ArgumentParser
import Shared
import Testing

@testable import Week

@Suite struct CommandLineTests {
    @Test func aLiveRunTakesNoInstant() throws {
        #expect(throws: (any Error).self) { try RemindCommand.parse(["--at", "2026-05-19T09:00:00+08:00"]) }
        let dry = try RemindCommand.parse(["--dry-run", "--at", "2026-05-19T09:00:00+08:00"])
        #expect(dry.at == Instant("2026-05-19T01:00:00Z"))
    }

    @Test func anInstantNeedsAnOffset() {
        #expect(throws: (any Error).self) { try BoardCommand.parse(["--at", "2026-05-19T09:00:00"]) }
    }

    @Test func onlyARehearsalHasAClock() {
        #expect(throws: (any Error).self) { try UpCommand.parse(["--clock", "2026-05-19T09:00:00+08:00"]) }
    }

    @Test func theServiceIsToldByTheMethod() throws {
        #expect(ServiceName(method: "reporting.obligations.list") == .reporting)
        #expect(ServiceName(method: "rpc.discover") == nil)
        #expect(throws: (any Error).self) { try CallCommand.parse(["rpc.discover"]) }
        #expect(try CallCommand.parse(["rpc.discover", "--service", "events"]).service == .events)
    }

    @Test func addressesComeFromFlagsThenEnvironmentThenTheRun() throws {
        let options = try AddressOptions.parse(["--registry", "127.0.0.1:9001"])
        let environment = ["WEEK_REGISTRY": "10.0.0.1:1", "WEEK_EVENTS": "10.0.0.2:2", "WEEK_REPORTING": ""]
        let addresses = try options.addresses(environment: environment, otherwise: .standard)
        #expect(addresses[.registry] == HostPort("127.0.0.1:9001"))
        #expect(addresses[.events] == HostPort("10.0.0.2:2"))
        #expect(addresses[.reporting] == HostPort("127.0.0.1:7403"))
        #expect(addresses[.notifications] == HostPort("127.0.0.1:7404"))
    }

    @Test func aWrongAddressIsNamedWithItsVariable() throws {
        let options = try AddressOptions.parse([])
        #expect {
            try options.addresses(environment: ["WEEK_EVENTS": "7402"], otherwise: .standard)
        } throws: { "\($0)".contains("WEEK_EVENTS") }
    }

    @Test func aPortInUseIsNamedWithWhatToDo() throws {
        let listener = try #require(Listener())
        let addresses = ServiceAddresses { _ in HostPort(host: "127.0.0.1", port: listener.port) }
        #expect {
            try PortReservation(addresses)
        } throws: { error in
            let text = "\(error)"
            return text.contains("\(listener.port)") && text.contains("registry") && text.contains("week up --registry")
        }
    }

    /// A service that starts late, or again, finds its port: nobody who asked for any free port got it meanwhile.
    @Test func portZeroBecomesAFreePortThatOnlyTheServiceGets() throws {
        let reserved = try PortReservation(ServiceAddresses { _ in HostPort(host: "127.0.0.1", port: 0) })
        let ports = ServiceName.allCases.map { reserved.addresses[$0].port }
        #expect(Set(ports).count == ServiceName.allCases.count && !ports.contains(0))
        for port in ports { try Port.expectFree(HostPort(host: "127.0.0.1", port: port)) }
        let others = try (0..<200).map { _ in try #require(Listener()) }
        #expect(Set(others.map(\.port)).isDisjoint(with: ports))
    }
}
