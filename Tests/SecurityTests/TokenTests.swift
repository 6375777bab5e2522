import Security
import Testing

@Suite struct TokenTests {
    private static let token = Token(principal: "city", keyPrefix: "week_Ab3dEf9h", issuedAt: 1, expiresAt: 301)

    private func signer() throws -> TokenSigner { try TokenSigner(pem: PrivateKey.generate(.international).pem) }

    @Test func aTokenIsVerifiedByThePublicKeyAlone() throws {
        let signer = try signer()
        let text = try Self.token.text(signedBy: signer)
        let keys = [signer.kid: try PublicKey(pem: signer.publicKey)]
        #expect(Token(text, verifiedBy: keys) == Self.token)
        #expect(Token(text, verifiedBy: [:]) == nil)
    }

    @Test func nothingOfATokenCanBeChanged() throws {
        let signer = try signer()
        let text = try Self.token.text(signedBy: signer)
        let keys = [signer.kid: try PublicKey(pem: signer.publicKey)]
        for place in stride(from: 0, to: text.utf8.count, by: 7) {
            var bytes = Array(text.utf8)
            bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let changed = String(decoding: bytes, as: UTF8.self)
            if changed != text { #expect(Token(changed, verifiedBy: keys) == nil, "\(place)") }
        }
    }

    @Test func anotherKeyUnderTheSameNameSignsNothing() throws {
        let (signer, other) = (try signer(), try signer())
        let text = try Self.token.text(signedBy: other)
        #expect(Token(text, verifiedBy: [other.kid: try PublicKey(pem: signer.publicKey)]) == nil)
    }

    @Test(arguments: ["", ".", "..", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", String(repeating: "A", count: 5_000)])
    func whatIsNoTokenIsNone(_ text: String) throws {
        let signer = try signer()
        #expect(Token(text, verifiedBy: [signer.kid: try PublicKey(pem: signer.publicKey)]) == nil)
    }

    @Test func onlyEd25519SignsTokens() throws {
        let national = try PrivateKey.generate(.national).pem
        #expect(throws: OpenSSLError.self) { try TokenSigner(pem: national) }
    }
}
