import Foundation
import Security
import TestSupport
import Testing

@testable import Shared

/// Nobody learns from an answer, or from how long it took, whether a key is one.
@Suite struct RecognitionTests {
    private static func run(
        _ body: @escaping @Sendable (PrincipalDirectory, _ known: APIKey) async throws -> Void
    ) async throws {
        let known = APIKey.generate()
        let path = "/tmp/week-recognition-\(UInt64.random(in: 0...(.max))).json"
        try KeysFile.text([AcceptedKey(principal: "admin", roles: [.provinceAdmin], key: known)]).write(
            toFile: path, atomically: true, encoding: .utf8)
        defer { unlink(path) }
        let directory = PrincipalDirectory(
            files: try KeyRing(path: path, logger: TestPostgres.logger), book: AccessBook(),
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
