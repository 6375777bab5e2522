import Foundation
import Security
import TestSupport
import Testing

@testable import Shared

/// Nobody learns from an answer, or from how long it took, whether a key is one.
@Suite struct RecognitionTests {
    /// A key of the registry, as the services know it.
    private static func known(_ key: APIKey, of principal: String, expiresAt: Instant? = nil) -> KnownKey {
        let digest = KeyDigest(of: key)
        return KnownKey(
            principal: principal, prefix: key.prefix, salt: digest.salt, digest: digest.digest.bytes,
            expiresAt: expiresAt)
    }

    private static func run(
        registry people: People = .nobody,
        _ body: @escaping @Sendable (PrincipalDirectory, _ known: APIKey) async throws -> Void
    ) async throws {
        let known = APIKey.generate()
        let path = "/tmp/week-recognition-\(UInt64.random(in: 0...(.max))).json"
        try KeysFile.text([AcceptedKey(principal: "admin", roles: [.provinceAdmin], key: known)]).write(
            toFile: path, atomically: true, encoding: .utf8)
        defer { unlink(path) }
        let directory = PrincipalDirectory(
            files: try KeyRing(path: path, logger: TestPostgres.logger), book: AccessBook(people: people),
            clock: .manual(ManualClock(ServiceTestHarness.start)))
        try await body(directory, known)
    }

    /// One digest is computed and compared, whatever was shown.
    @Test func whateverIsShownCostsOneComparison() async throws {
        try await Self.run { directory, known in
            let wrong = known.prefix + APIKey.generate().text.dropFirst(known.prefix.count)
            let shown: [(String, String, isKnown: Bool)] = [
                ("the key", known.text, true), ("a wrong secret", wrong, false),
                ("an unknown key", APIKey.generate().text, false), ("nonsense", "nonsense", false),
                ("nothing", "", false),
            ]
            for (what, text, isKnown) in shown {
                let recognition = directory.recognition(of: .key(text))
                #expect(recognition.comparisons == 1, "\(what)")
                #expect((recognition.principal != nil) == isKnown, "\(what)")
            }
        }
    }

    /// What was in force and is no more costs as much as what never was. A revoked key is not among those that are known.
    @Test func aKeyThatHasEndedCostsWhatAnUnknownOneDoes() async throws {
        let (current, expired, ofEnded) = (APIKey.generate(), APIKey.generate(), APIKey.generate())
        let now = ServiceTestHarness.start
        let people = People(
            principals: ["city"], grants: [],
            keys: [
                Self.known(current, of: "city", expiresAt: now.adding(.seconds(1))),
                Self.known(expired, of: "city", expiresAt: now), Self.known(ofEnded, of: "ended"),
            ])
        try await Self.run(registry: people) { directory, _ in
            let shown = [
                ("in force", current, true), ("expired", expired, false), ("of who has ended", ofEnded, false),
                ("revoked or unknown", APIKey.generate(), false),
            ]
            for (what, key, isKnown) in shown {
                let recognition = directory.recognition(of: .key(key.text))
                #expect(recognition.comparisons == 1, "\(what)")
                #expect((recognition.principal != nil) == isKnown, "\(what)")
            }
        }
    }

    /// Every refusal is the same fault, with the same words and nothing else in it.
    @Test func everyRefusalIsTheSame() async throws {
        try await Self.run { directory, known in
            let wrong = known.prefix + APIKey.generate().text.dropFirst(known.prefix.count)
            var said: Set<String> = []
            for (peer, credential) in zip(
                ["a", "b", "c", "d", "e"],
                [.key(wrong), .key(APIKey.generate().text), .key("nonsense"), .token("a.b.c"), .token("")]
                    as [Credential])
            {
                let fault = await #expect(throws: Fault.self) {
                    try await directory.authenticate(credential, from: peer)
                }
                said.insert("\(fault?.kind.code ?? 0) \(fault?.message ?? "") \(fault?.violations.count ?? 0)")
            }
            #expect(said == ["-32020 This key is not valid 0"])
        }
    }
}
