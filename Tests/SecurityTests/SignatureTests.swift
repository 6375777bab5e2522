import Security
import Testing

@Suite struct SignatureTests {
    private func hex(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text)) }

    /// RFC 8032 §7.1, test 2.
    @Test func ed25519VectorHolds() throws {
        let key = try PrivateKey(ed25519: hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
        let signature = try key.sign([0x72])
        #expect(
            Hex.encode(signature)
                == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        #expect(try key.publicKey.isValid(signature, for: [0x72]))
    }

    /// GM/T 0003.5-2012 annex A: the recommended curve, id 1234567812345678, message "message digest".
    @Test func sm2VectorHolds() throws {
        let key = try PublicKey(
            pem: """
                -----BEGIN PUBLIC KEY-----
                MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60Y
                M/wHa7CP81bzUCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtEw==
                -----END PUBLIC KEY-----
                """)
        #expect(key.suite == .national)
        let r = "00f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        let s = "00b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
        let signature = try hex("30460221" + r + "0221" + s)
        #expect(key.isValid(signature, for: Array("message digest".utf8)))
        #expect(!key.isValid(signature, for: Array("message digesu".utf8)))
    }

    @Test(arguments: SignatureSuite.allCases) func onlyTheSignedMessageIsValid(_ suite: SignatureSuite) throws {
        let key = try PrivateKey.generate(suite)
        let message = Array("回执".utf8)
        let signature = try key.sign(message)
        let other = try PrivateKey.generate(suite)
        #expect(try key.publicKey.isValid(signature, for: message))
        #expect(try !key.publicKey.isValid(signature, for: message + [0]))
        #expect(try !other.publicKey.isValid(signature, for: message))
        #expect(try !key.publicKey.isValid(signature.dropLast(), for: message))
        #expect(try !key.publicKey.isValid([], for: message))
    }

    @Test(arguments: SignatureSuite.allCases) func keysSurvivePEM(_ suite: SignatureSuite) throws {
        let key = try PrivateKey.generate(suite)
        let again = try PrivateKey(pem: key.pem)
        #expect(again.suite == suite)
        let signature = try again.sign([1, 2, 3])
        #expect(try PublicKey(pem: key.publicKey.pem).isValid(signature, for: [1, 2, 3]))
    }

    @Test func aKeyOfAnotherKindIsRefused() throws {
        #expect(throws: OpenSSLError.self) { try PublicKey(pem: "") }
        // P-256: an elliptic curve, but of neither suite.
        let pem = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt
            6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==
            -----END PUBLIC KEY-----
            """
        #expect(throws: OpenSSLError.self) { try PublicKey(pem: pem) }
        #expect(throws: OpenSSLError.self) { try PrivateKey(ed25519: [1, 2, 3]) }
    }
}
