import Security
import Testing

@Suite struct EncryptionTests {
    private func hex(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text)) }

    /// McGrew and Viega, The Galois/Counter Mode of Operation, test case 16.
    @Test func aes256GCMVectorOpens() throws {
        let key = try #require(
            EncryptionKey(
                .international,
                bytes: hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")))
        let sealed = try hex(
            "cafebabefacedbaddecaf888"
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b")
        let record = try hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
        #expect(
            Hex.encode(try key.open(sealed, for: record))
                == "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")
    }

    /// SM4-CTR by draft-ribose-cfrg-sm4-10 §A.2.5.1; the code over it is HMAC-SM3 as written out here.
    @Test func sm4CTRVectorOpens() throws {
        let code = [UInt8](repeating: 7, count: 32)
        let key = try #require(
            EncryptionKey(.national, bytes: hex("0123456789abcdeffedcba9876543210") + code))
        let sealed = try hex(
            "000102030405060708090a0b0c0d0e0f"
                + "ac3236cb970cc20791364c395a1342d1a3cbc1878c6f30cd074cce385cdd70c7"
                + "f234bc0e24c11980fd1286310ce37b926e02fcd0faa0baf38b2933851d824514")
        let record = Array("r".utf8)
        let tag = DigestAlgorithm.sm3.authenticationCode(of: [0, 0, 0, 0, 0, 0, 0, 1] + record + sealed, key: code)
        #expect(
            Hex.encode(try key.open(sealed + tag.bytes, for: record))
                == "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
                + "eeeeeeeeeeeeeeeeffffffffffffffffaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb")
    }

    @Test(arguments: SignatureSuite.allCases) func onlyTheSameKeyOpensTheSameBytesForTheSameRecord(
        _ suite: SignatureSuite
    ) throws {
        let bytes = SecureRandom.bytes(EncryptionKey.byteCount(suite))
        let key = try #require(EncryptionKey(suite, bytes: bytes))
        #expect(EncryptionKey(suite, bytes: Array(bytes.dropLast())) == nil)
        for text in [[], Array("联系人 a@example.invalid".utf8)] as [[UInt8]] {
            let sealed = try key.seal(text, for: [1, 2])
            #expect(try key.open(sealed, for: [1, 2]) == text)
            #expect(try key.seal(text, for: [1, 2]) != sealed)
            #expect(throws: EncryptionKey.NotAuthentic.self) { try key.open(sealed, for: [1]) }
            #expect(throws: EncryptionKey.NotAuthentic.self) { try key.open(Array(sealed.dropLast()), for: [1, 2]) }
            #expect(throws: EncryptionKey.NotAuthentic.self) { try key.open([], for: [1, 2]) }
            for index in sealed.indices {
                var changed = sealed
                changed[index] ^= 1
                #expect(throws: EncryptionKey.NotAuthentic.self) { try key.open(changed, for: [1, 2]) }
            }
            let other = try #require(
                EncryptionKey(suite, bytes: SecureRandom.bytes(EncryptionKey.byteCount(suite))))
            #expect(throws: EncryptionKey.NotAuthentic.self) { try other.open(sealed, for: [1, 2]) }
        }
    }
}
