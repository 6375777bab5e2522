import Foundation
import Shared
import TestSupport
import Testing

/// Keys over real processes: one cluster, four services that learn of keys by the registry's feed alone.
@Suite(.serialized) struct KeysInForceTests {
    /// What a change of keys may take, from the answer of the registry to the last service: five seconds where the machine
    /// does nothing else (`scripts/faults`), longer beside all other tests.
    private static let limit: Duration =
        ProcessInfo.processInfo.environment["WEEK_FAULT_ROUNDS"] == nil ? .seconds(60) : .seconds(5)

    @Test func keysOfUnitsAreMadeFiledUsedRotatedAndRevokedOnEveryService() async throws {
        try await TestHome.with { home in
            try await home.up("--rehearsal")
            let folder = try await oneFileForEachUnit(home)
            let file = try #require(folder.files["gb2260:340100/教育"])
            let secret = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(
                in: .whitespacesAndNewlines)
            let prefix = String(secret.prefix(13))
            let clients = try home.clients(secret)
            defer { for (_, client) in clients { client.close() } }
            try await expectEverywhere(clients, areLetIn: true, "a key that was just made")
            let key = try await home.call(RegistryAPI.ListKeys.self, .init(limit: 500)).items.first {
                $0.prefix == prefix
            }
            let token = try await aTokenIsTakenEverywhere(home, clients)
            defer { for (_, client) in token { client.close() } }
            try await aRotatedKeyAndItsSuccessorAreBothAccepted(home, try #require(key), clients)
            try await theLastUseIsKnown(home, prefix)
            // Revoked: over on every service, connections that are open included.
            _ = try await home.call(RegistryAPI.RevokeKey.self, .init(id: try #require(key).id, reason: "lost"))
            try await expectEverywhere(clients, areLetIn: false, "a revoked key")
            for (service, client) in token {
                #expect(try await !isLetIn(client), "the token of a revoked key on \(service)")
            }
            let anew = try home.clients(secret)
            defer { for (_, client) in anew { client.close() } }
            try await expectEverywhere(anew, areLetIn: false, "a revoked key on a new connection")
            try await aKeyOfTheFileReachesWhatItWasGivenFor(home)
            try await nothingOfThemIsLeftBehind(home, [secret])
        }
    }

    /// `week key create-many`: a file for each unit, readable by its owner only, each key shown this once.
    private func oneFileForEachUnit(_ home: TestHome) async throws -> KeyFolder {
        let path = home.path + "/unit-keys"
        let made = try await home.week(
            "key", "create-many", path, "--role", "city_admin", "--kind", "city_education", "--until",
            "2027-01-01T00:00:00+08:00")
        #expect(made.status == 0, "\(made.errors)")
        let folder = try KeyFolder(path: path)
        #expect(folder.files.count == 16, "\(made.output)")
        var secrets: Set<String> = []
        for (_, file) in folder.files {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            secrets.insert(try String(contentsOfFile: file, encoding: .utf8))
        }
        #expect(secrets.count == 16)
        #expect(!made.output.contains("week_"), "a key stands in what the command says")
        // A folder that holds keys is not written into.
        let again = try await home.week(
            "key", "create-many", path, "--role", "city_admin", "--kind", "city_education")
        #expect(again.status != 0 && again.errors.contains("is not empty"))
        return folder
    }

    /// Signed by the registry, verified by each service by itself.
    private func aTokenIsTakenEverywhere(
        _ home: TestHome, _ clients: [ServiceName: RPCClient]
    ) async throws -> [ServiceName: RPCClient] {
        let issued = try await clients[.registry]?.call(RegistryAPI.IssueToken.self, .init(lifetimeSeconds: 900))
        let token = try #require(issued?.token)
        let shown = try home.clients(nil)
        for (service, client) in shown {
            let principal = try await client.call(ProtocolAPI.Auth.self, .init(token: token))
            #expect(principal.principal == "unit:gb2260:340100/教育", "on \(service)")
            #expect(try await isLetIn(client), "a token on \(service)")
        }
        return shown
    }

    private func aRotatedKeyAndItsSuccessorAreBothAccepted(
        _ home: TestHome, _ key: AccessKey, _ former: [ServiceName: RPCClient]
    ) async throws {
        let rotated = try await home.call(RegistryAPI.RotateKey.self, .init(id: key.id, overlapSeconds: 3_600))
        let secret: String = try #require(rotated.secret)
        let clients = try home.clients(secret)
        defer { for (_, client) in clients { client.close() } }
        try await expectEverywhere(clients, areLetIn: true, "the new key of a rotation")
        for (service, client) in former {
            #expect(try await isLetIn(client), "the former key of a rotation on \(service)")
        }
    }

    private func theLastUseIsKnown(_ home: TestHome, _ prefix: String) async throws {
        let isKnown = try await eventually(within: .seconds(90)) {
            try await home.call(RegistryAPI.ListKeys.self, .init(limit: 500)).items.first { $0.prefix == prefix }?
                .lastUsedAt != nil
        }
        #expect(isKnown, "the last use of \(prefix) did not become known")
    }

    /// `week key add --unit --track`: a key beside the registry that reaches a unit's lines and no further.
    private func aKeyOfTheFileReachesWhatItWasGivenFor(_ home: TestHome) async throws {
        let added = try await home.week(
            "key", "add", "board", "--role", "reader", "--unit", "gb2260:340100/教育", "--track", "vocational")
        #expect(added.status == 0, "\(added.errors)")
        let clients = try home.clients(added.output.trimmingCharacters(in: .whitespacesAndNewlines))
        defer { for (_, client) in clients { client.close() } }
        try await expectEverywhere(clients, areLetIn: true, "a key of the file")
        let owed = try await clients[.reporting]?.call(ReportingAPI.ListObligations.self, .init(limit: 500))
        let units = Set(owed?.items.map(\.unit.key) ?? [])
        #expect(units.contains("gb2260:340100/教育") && !units.contains("gb2260:340200/教育"))
        #expect(owed?.items.allSatisfy { $0.track == "vocational" } == true)
        let list = try await home.week("key", "list")
        #expect(list.output.contains("gb2260:340100/教育 on vocational"))
        let refused = try await home.week("key", "add", "service:nobody", "--role", "service")
        #expect(refused.status != 0)
    }

    private func nothingOfThemIsLeftBehind(_ home: TestHome, _ secrets: [String]) async throws {
        let dump = try await home.dump()
        for secret in secrets {
            let tail = String(secret.dropFirst(14))
            #expect(!dump.contains(tail), "a key stands in the dump")
            for log in try FileManager.default.contentsOfDirectory(atPath: "\(home.path)/logs") {
                let text = try String(contentsOfFile: "\(home.path)/logs/\(log)", encoding: .utf8)
                #expect(!text.contains(tail), "a key stands in \(log)")
            }
        }
    }

    private func expectEverywhere(
        _ clients: [ServiceName: RPCClient], areLetIn expected: Bool, _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let began = ContinuousClock.now
        for (service, client) in clients {
            // Seldom enough that the failures of a key that is not known yet cost no pause.
            let pause: Duration = .milliseconds(expected ? 400 : 100)
            var holds = try await isLetIn(client) == expected
            while !holds, ContinuousClock.now - began < Self.limit {
                try await Task.sleep(for: pause)
                holds = try await isLetIn(client) == expected
            }
            #expect(holds, "\(what) on \(service), after \(Self.limit)", sourceLocation: sourceLocation)
        }
    }

    private func isLetIn(_ client: RPCClient) async throws -> Bool {
        do {
            _ = try await client.call(ProtocolAPI.Stats.self, Empty())
            return true
        } catch {
            guard [.unauthenticated, .rateLimited].contains(error.kind) else { throw error }
            return false
        }
    }
}

/// What `week key create-many` wrote.
private struct KeyFolder {
    /// By unit.
    let files: [String: String]

    init(path: String) throws {
        let index = try String(contentsOfFile: path + "/index.csv", encoding: .utf8)
        files = Dictionary(
            uniqueKeysWithValues: index.split(separator: "\n").dropFirst().map { line in
                let cells = line.split(separator: ",").map(String.init)
                return (cells[1], "\(path)/\(cells[0])")
            })
    }
}

extension TestHome {
    /// A client of each service with the key, not let in yet.
    fileprivate func clients(_ key: String?) throws -> [ServiceName: RPCClient] {
        struct Run: Decodable { let addresses: [String: String] }
        let file = URL(fileURLWithPath: path + "/run.json")
        let addresses = try JSONDecoder().decode(Run.self, from: Data(contentsOf: file)).addresses
        return try Dictionary(
            uniqueKeysWithValues: ServiceName.allCases.map { service in
                let address = try #require(addresses[service.rawValue].flatMap { HostPort($0) })
                let client =
                    if let key {
                        RPCClient(.init(service: service.rawValue, endpoints: [address], key: { key }, tls: nil))
                    } else {
                        RPCClient(.init(service: service.rawValue, endpoints: [address], tls: nil))
                    }
                return (service, client)
            })
    }
}
