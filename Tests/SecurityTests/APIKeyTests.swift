import Security
import Testing

@Suite struct APIKeyTests {
    @Test func aKeyIsReadBackAndMatchesItsDigestOnly() throws {
        let key = APIKey.generate()
        let read = try #require(APIKey(" \(key.text)\r\n"))
        #expect(read.text == key.text)
        #expect(read.prefix == key.prefix)
        let digest = KeyDigest(of: key)
        #expect(digest.matches(read))
        #expect(!digest.matches(.generate()))
        #expect(digest != KeyDigest(of: key))  // another salt
    }

    @Test func printingAKeyShowsItsPrefixOnly() {
        let key = APIKey.generate()
        #expect("\(key)" == "\(key.prefix)_…")
        #expect(key.text.hasPrefix(key.prefix))
    }

    @Test func whatIsNoKeyIsRefused() {
        let key = APIKey.generate().text
        for text in ["", " ", "week_", key + "x", String(key.dropLast()), key.replacing("week_", with: "weak_")] {
            #expect(APIKey(text) == nil)
        }
    }

    @Test func randomBytesDiffer() {
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
        #expect(SecureRandom.bytes(0).isEmpty)
    }
}
