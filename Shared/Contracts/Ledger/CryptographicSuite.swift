/// Which algorithms digest and sign; a campaign chooses one. Its name stands inside everything that is signed.
package enum CryptographicSuite: String, Codable, Sendable, Hashable, CaseIterable {
    /// SHA-256 and Ed25519.
    case international = "INT"
    /// SM3 and SM2 with the id `1234567812345678`.
    case national = "GM"
}
