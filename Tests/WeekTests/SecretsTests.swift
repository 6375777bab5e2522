import Foundation
import Security
import Shared
import Testing

@testable import Week

@Suite struct SecretsTests {
    @Test func keysAreMadeOnceAndStayAccepted() throws {
        try withTemporaryFolder { folder in
            let home = Home(path: folder)
            try home.makeFolders()
            let keys = HomeKeys(home)
            try keys.make()
            let first = try WholeFile.read(home.administratorKey)
            let accepted = try keys.accepted()
            try keys.make()
            #expect(try WholeFile.read(home.administratorKey) == first)
            #expect(try keys.accepted() == accepted)
            #expect(
                accepted.map(\.principal).sorted() == [
                    "administrator", "service:events", "service:notifications", "service:registry", "service:reporting",
                ])
        }
    }

    @Test func noKeyStandsInTheListOfAcceptedOnes() throws {
        try withTemporaryFolder { folder in
            let home = Home(path: folder)
            try home.makeFolders()
            try HomeKeys(home).make()
            let key = try Secret.existing(home.administratorKey)
            #expect(try !Secret.existing(home.acceptedKeys).contains(key))
            #expect(mode(of: home.administratorKey) == 0o600)
            #expect(mode(of: home.acceptedKeys) == 0o600)
        }
    }

    @Test func anAddedKeySurvivesTheNextStartUntilItIsRevoked() throws {
        try withTemporaryFolder { folder in
            let home = Home(path: folder)
            try home.makeFolders()
            let keys = HomeKeys(home)
            try keys.make()
            let added = try keys.add("cron", roles: [.job])
            try keys.make()
            #expect(try keys.accepted().contains { $0.principal == "cron" && $0.roles == [.job] })
            #expect(try keys.revoke(prefix: added.prefix).map(\.principal) == ["cron"])
            #expect(try keys.accepted().allSatisfy { $0.principal != "cron" })
            #expect(try keys.revoke(prefix: added.prefix).isEmpty)
        }
    }

    @Test func eachContainerGetsItsOwnSecretsOnly() throws {
        try withTemporaryFolder { folder in
            let secrets = SecretsFolder(path: folder)
            try secrets.make(reader: nil)
            let passwords = try ServiceName.allCases.map { try Secret.existing(secrets.databasePassword(of: $0)) }
            #expect(Set(passwords).count == 4)
            let files = try FileManager.default.contentsOfDirectory(atPath: secrets.folder(of: "events"))
            #expect(FileManager.default.fileExists(atPath: secrets.folder(of: "registry") + "/personal-keys.json"))
            let personal = [ServiceName.registry, .reporting].map(secrets.personalKeys)
            for file in [secrets.databasePassword(of: .events), secrets.signingKeys(of: .events)] + personal {
                #expect(mode(of: file) == 0o600)
            }
            #expect(try PersonalKeys.read(personal[0]) != PersonalKeys.read(personal[1]))
            let signing = try Set(
                ServiceName.allCases.map { try SigningKeys.read(secrets.signingKeys(of: $0)).digestKey })
            #expect(signing.count == 4)
            #expect(
                files.sorted() == [
                    "accepted-keys.json", "ca.pem", "database.password", "service.key", "signing-keys.json", "tls.key",
                    "tls.pem",
                ])

            try secrets.make(reader: nil)
            #expect(
                try Set(ServiceName.allCases.map { try SigningKeys.read(secrets.signingKeys(of: $0)).digestKey })
                    == signing)
            #expect(try ServiceName.allCases.map { try Secret.existing(secrets.databasePassword(of: $0)) } == passwords)
        }
    }

    @Test func eachContainerGetsACertificateThatTheOthersAccept() throws {
        try withTemporaryFolder { folder in
            let secrets = SecretsFolder(path: folder)
            try secrets.make(reader: nil)
            let authority = try Certificate(pem: Secret.existing(secrets.authorities(of: SecretsFolder.administrator)))
            for part in ServiceName.allCases.map(\.rawValue) + [SecretsFolder.postgres] {
                let own = try Certificate(pem: Secret.existing(secrets.folder(of: part) + "/tls.pem"))
                #expect(own.isSigned(by: authority))
                #expect(own.isFor(part) && own.isFor("127.0.0.1") && !own.isFor("week"))
                #expect(try own.belongs(to: Secret.existing(secrets.folder(of: part) + "/tls.key")))
                #expect(mode(of: secrets.folder(of: part) + "/tls.key") == 0o600)
                let trusted = try Certificate(pem: Secret.existing(secrets.authorities(of: part)))
                #expect(try trusted.pem == authority.pem)
                // Whoever has it can be anybody.
                #expect(!FileManager.default.fileExists(atPath: secrets.folder(of: part) + "/ca.key"))
            }
        }
    }

    @Test func aCertificateStaysUntilItIsAboutToEnd() throws {
        try withTemporaryFolder { folder in
            let secrets = SecretsFolder(path: folder)
            let file = secrets.folder(of: "registry") + "/tls.pem"
            let made = Instant("2026-04-29T09:00:00+08:00")!  // a literal
            try secrets.make(reader: nil, now: made)
            let first = try Secret.existing(file)
            let authority = try Secret.existing(secrets.authorities(of: "registry"))
            try secrets.make(reader: nil, now: made.adding(.seconds(290 * 86_400)))
            #expect(try Secret.existing(file) == first)
            try secrets.make(reader: nil, now: made.adding(.seconds(300 * 86_400)))
            #expect(try Secret.existing(file) != first)
            #expect(try Secret.existing(secrets.authorities(of: "registry")) == authority)
        }
    }

    @Test func aDamagedKeyFileIsNotReplacedSilently() throws {
        try withTemporaryFolder { folder in
            try WholeFile.write("nonsense", to: folder + "/key")
            #expect(throws: Complaint.self) { try Secret.key(folder + "/key") }
        }
    }
}
