import TestSupport
import Testing

@testable import Shared

@Suite struct SigningKeyTests {
    @Test func aRotationListsTheFormerKeyAndSignsWithTheNewOne() throws {
        let first = try SigningKeys.generate()
        let now = Instant("2026-05-20T01:00:00Z")!  // a literal
        let second = try first.rotated([.national], at: now)
        let (former, ring) = (
            try SigningKeyRing(first, logger: TestPostgres.logger),
            try SigningKeyRing(second, logger: TestPostgres.logger)
        )
        let formerID = try former.signer(.national).id
        #expect(try formerID != ring.signer(.national).id)
        #expect(try former.signer(.international).id == ring.signer(.international).id)
        let listed = try #require(ring.published.first { $0.id == formerID })
        #expect(listed.until == now.adding(.seconds(60)))
        #expect(second.keys.count { $0.privateKey != nil } == 2)
        #expect(second.digestKey == first.digestKey)
        // What was signed before is verified by the key that stays listed.
        let signature = try former.signer(.national).sign([1, 2, 3])
        #expect(ring.publicKey(listed.id)?.isValid(signature, for: [1, 2, 3]) == true)
        #expect(try SigningKeyTests.parse(second.text) == second)
    }

    @Test func contentIsSignedInItsCanonicalFormOnly() throws {
        let ring = try SigningKeyRing(.generate(), logger: TestPostgres.logger)
        for suite in CryptographicSuite.allCases {
            let signer = try ring.signer(suite)
            let key = try #require(ring.publicKey(signer.id))
            let signed = try SignedContent(signing: ["b": "2", "a": "1"], with: signer)
            #expect(String(decoding: signed.bytes, as: UTF8.self) == #"{"a":"1","b":"2"}"#)
            #expect(signed.isSigned(by: key))
            let again = SignedContent<[String: String]>(signed: signed.signedText, signature: signed.signatureText)
            #expect(again?.isSigned(by: key) == true)
            // The same content in other bytes, though well signed, is none: its bytes could not be written again.
            let loose = Array(#"{"b":"2","a":"1"}"#.utf8)
            #expect(throws: (any Error).self) {
                try SignedContent<[String: String]>(bytes: loose, signature: signer.sign(loose))
            }
        }
    }

    @Test func aKeyFileThatIsNoneIsRefusedWithoutQuotingIt() throws {
        var keys = try SigningKeys.generate().text
        keys.replace("INT-", with: "INT-0")
        let wrong = try #require(SigningKeyTests.parse(keys))
        let error = #expect(throws: ConfigurationError.self) {
            try SigningKeyRing(wrong, logger: TestPostgres.logger)
        }
        #expect(error?.description.contains("PRIVATE KEY") == false)
        #expect(error?.key == "WEEK_SIGNING_KEYS_FILE")
    }

    private static func parse(_ text: String) -> SigningKeys? {
        try? JSONDocument.parse(Array(text.utf8)).root.decode(SigningKeys.self, path: "keys")
    }
}
