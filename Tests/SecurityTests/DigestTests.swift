import Security
import Testing

@Suite struct DigestTests {
    /// FIPS 180-4 examples; GB/T 32905-2016 annex A.
    @Test(arguments: [
        (DigestAlgorithm.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.sm3, "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (
            .sm3, String(repeating: "abcd", count: 16),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        ),
    ]) func publishedVectorsHold(_ algorithm: DigestAlgorithm, _ text: String, _ hex: String) {
        #expect(algorithm.digest(text).hex == hex)
    }

    @Test func piecesGiveTheDigestOfTheWhole() {
        let bytes = (0..<1000).map { UInt8($0 % 251) }
        var digester = Digester(.sha256)
        digester.update(bytes[..<1])
        digester.update([UInt8]())
        digester.update(bytes[1...].lazy.map { $0 })
        #expect(digester.finish() == DigestAlgorithm.sha256.digest(bytes))
    }

    /// RFC 4231 test cases 2 and 6; case 2 shows a key shorter, case 6 one longer than a block.
    @Test func hmacVectorsHold() {
        let short = DigestAlgorithm.sha256.authenticationCode(
            of: "what do ya want for nothing?".utf8, key: Array("Jefe".utf8))
        #expect(short.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let long = DigestAlgorithm.sha256.authenticationCode(
            of: "Test Using Larger Than Block-Size Key - Hash Key First".utf8, key: [UInt8](repeating: 0xaa, count: 131)
        )
        #expect(long.hex == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test func anEmptyKeyIsAKey() {
        let code = DigestAlgorithm.sha256.authenticationCode(of: [], key: [])
        #expect(code.hex == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test func hexRefusesWhatItDoesNotWrite() {
        #expect(Digest(hex: "00") == nil)
        #expect(Hex.decode("0g") == nil)
        #expect(Hex.decode("000") == nil)
        #expect(Hex.decode("fF00") == [255, 0])
    }

    /// RFC 4648 §10, in the URL-safe alphabet.
    @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")])
    func base64VectorsHold(_ text: String, _ encoded: String) {
        #expect(Base64URL.encode(text.utf8) == encoded)
        #expect(Base64URL.decode(encoded) == Array(text.utf8))
    }

    @Test(arguments: ["Z", "Zg==", "Zm9v+", "Zh", "Zm9vY"]) func base64RefusesWhatItDoesNotWrite(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    /// RFC 4648 §10.
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("fooba", "Zm9vYmE="), ("?>~", "Pz5+")])
    func paddedBase64VectorsHold(_ text: String, _ encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Zh==", "Zm9v\n", " Zm9v", "Zg==Zg==", "Zm-_", "====", "Z===", "Zm9v===="])
    func paddedBase64RefusesWhatItDoesNotWrite(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func everyByteSurvivesBothTexts() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
    }

    @Test func comparisonSeesEveryDifference() {
        #expect(ConstantTime.equal([], []))
        #expect(!ConstantTime.equal([1], [1, 2]))
        for index in 0..<32 {
            var other = [UInt8](repeating: 7, count: 32)
            other[index] = 8
            #expect(!ConstantTime.equal(other, [UInt8](repeating: 7, count: 32)))
        }
    }
}
