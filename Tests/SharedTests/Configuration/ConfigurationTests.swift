import Shared
import Testing

@Suite struct ConfigurationTests {
    private let minimum = [
        "week.database": "host=db dbname=week user=registry", "week.keys.file": "/run/keys.json",
        "week.signing.keys.file": "/run/signing.json",
    ]

    private func read(_ more: [String: String]) throws -> ServiceConfiguration {
        try ServiceConfiguration(
            .registry, from: ConfigurationSource(values: minimum.merging(more) { _, new in new }))
    }

    @Test func defaultsStandWhereNothingIsSaid() throws {
        let configuration = try read([:])
        #expect(configuration.listen == HostPort(host: "127.0.0.1", port: 0))
        #expect(configuration.peers[.events] == HostPort(host: "127.0.0.1", port: 7402))
        #expect(configuration.peers[.registry] == nil)
        #expect(configuration.schema == "registry")
        #expect(configuration.drain == .seconds(20))
        #expect(configuration.clockMode == .system)
    }

    @Test func givenValuesWin() throws {
        let configuration = try read([
            "week.listen": "0.0.0.0:7401", "week.events": "[::1]:9", "week.log.level": "debug", "week.drain": "5",
            "week.database.leases": "16", "week.database.schema": "registry_two",
            "week.plaintext": "allowed",
        ])
        #expect(configuration.listen == HostPort(host: "0.0.0.0", port: 7401))
        #expect(configuration.peers[.events] == HostPort(host: "::1", port: 9))
        #expect(configuration.logLevel == .debug)
        #expect(configuration.drain == .seconds(5))
        #expect(configuration.database.leases == 16)
        #expect(configuration.schema == "registry_two")
    }

    @Test(arguments: [
        (["week.listen": "0.0.0.0:7401"], "WEEK_LISTEN"), (["week.listen": "[::]:7401"], "WEEK_LISTEN"),
        (["week.listen": "10.0.0.1:7401"], "WEEK_LISTEN"), (["week.listen": "registry:7401"], "WEEK_LISTEN"),
        (["week.admin.listen": "0.0.0.0:7400"], "WEEK_ADMIN_LISTEN"),
        (["week.tls.certificate": "/a"], "WEEK_TLS_KEY"), (["week.tls.key": "/a"], "WEEK_TLS_CERTIFICATE"),
        (["week.tls.clients": "required"], "WEEK_TLS_CERTIFICATE"),
        (
            ["week.tls.clients": "required", "week.tls.certificate": "/a", "week.tls.key": "/b"],
            "WEEK_TLS_CLIENT_CA"
        ),
        (["week.listen": "0.0.0.0:7401", "week.plaintext": "yes"], "WEEK_PLAINTEXT"),
    ]) func nothingIsServedPlainlyToOtherMachinesUnlessToldByName(_ values: [String: String], _ variable: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(values) }
        #expect(error?.key == variable)
    }

    /// Not even to this machine: there is no mode without keys.
    @Test(arguments: [("week.keys.file", "WEEK_KEYS_FILE"), ("week.signing.keys.file", "WEEK_SIGNING_KEYS_FILE")])
    func withoutKeysNothingIsServed(_ key: String, _ variable: String) {
        for listen in ["127.0.0.1:7401", "0.0.0.0:7401"] {
            let error = #expect(throws: ConfigurationError.self) {
                try read([key: " ", "week.listen": listen, "week.plaintext": "allowed"])
            }
            #expect(error?.key == variable)
        }
    }

    @Test func withACertificateOrAWordItMayBeServedToOtherMachines() throws {
        let everywhere = ["week.listen": "0.0.0.0:7401", "week.admin.listen": "0.0.0.0:7400"]
        for more in [["week.plaintext": "allowed"], ["week.tls.certificate": "/a", "week.tls.key": "/b"]] {
            #expect(try read(everywhere.merging(more) { $1 }).listen.port == 7_401)
        }
    }

    @Test func anEmptyVariableIsNotSet() throws {
        #expect(try read(["week.listen": " "]).listen.port == 0)
    }

    @Test(arguments: [
        ("week.listen", "7401", "WEEK_LISTEN"), ("week.listen", "host:70000", "WEEK_LISTEN"),
        ("week.drain", "0", "WEEK_DRAIN"), ("week.drain", "soon", "WEEK_DRAIN"),
        ("week.database.leases", "257", "WEEK_DATABASE_LEASES"), ("week.clock", "stopped", "WEEK_CLOCK"),
        ("week.log.level", "loud", "WEEK_LOG_LEVEL"), ("week.database", "host='", "WEEK_DATABASE"),
        ("week.database.password.file", "/nowhere/at/all", "WEEK_DATABASE_PASSWORD_FILE"),
    ]) func aWrongValueNamesItsKey(_ key: String, _ value: String, _ variable: String) {
        let error = #expect(throws: ConfigurationError.self) { try read([key: value]) }
        #expect(error?.key == variable)
    }

    @Test func aRequiredKeyThatIsMissingIsNamed() {
        let error = #expect(throws: ConfigurationError.self) {
            try ServiceConfiguration(.registry, from: ConfigurationSource(values: [:]))
        }
        #expect(error?.key == "WEEK_DATABASE")
    }

    @Test func aManualClockNeedsItsFile() throws {
        let error = #expect(throws: ConfigurationError.self) { try read(["week.clock": "manual"]).makeClock() }
        #expect(error?.key == "WEEK_CLOCK_FILE")
    }

    @Test func everyLimitCanBeSetAndIsWithinItsRange() throws {
        #expect(try read([:]).limits == RPCLimits())
        let configuration = try read([
            "week.limit.calls": "8", "week.limit.request.bytes": "65536", "week.limit.idle.ms": "5000",
            "week.drain": "7",
        ])
        #expect(configuration.limits.callsInFlight == 8)
        #expect(configuration.limits.requestBytes == 65536)
        #expect(configuration.limits.idleMs == 5000)
        #expect(configuration.limits.drainMs == 7000)
        #expect(configuration.limits.depth == 128)
        let wrong = #expect(throws: ConfigurationError.self) { try read(["week.limit.depth": "4096"]) }
        #expect(wrong?.key == "WEEK_LIMIT_DEPTH")
        let contradiction = #expect(throws: ConfigurationError.self) {
            try read(["week.limit.output.hard.bytes": "4096"])
        }
        #expect(contradiction?.key == "WEEK_LIMIT_OUTPUT_SOFT_BYTES")
    }

    /// One key each, so that none can be forgotten.
    @Test func everyLimitThatIsShownCanBeConfigured() throws {
        let shown = Mirror(reflecting: RPCLimits()).children.count
        #expect(ConfigurationKeys.all.filter { $0.name.hasPrefix("week.limit.") }.count == shown - 1, "all but drainMs")
    }

    @Test func everyKeyHasALineInTheTable() {
        let table = ConfigurationKeyDescription.table(ConfigurationKeys.all)
        #expect(table.split(separator: "\n").count == ConfigurationKeys.all.count + 2)
        #expect(Set(ConfigurationKeys.all.map(\.environmentName)).count == ConfigurationKeys.all.count)
        #expect(table.contains("| `WEEK_DRAIN` | seconds 1…120 | `20` |"))
    }
}
