/// Which algorithms sign: the international suite or the national one of China. Its name stands inside what is signed.
package enum SignatureSuite: String, Sendable, Hashable, CaseIterable, Codable {
    /// SHA-256 and Ed25519 (RFC 8032).
    case international = "INT"
    /// SM3 and SM2 (GB/T 32905, GB/T 32918.2), with the id `1234567812345678`.
    case national = "GM"

    package var digest: DigestAlgorithm {
        switch self {
        case .international: .sha256
        case .national: .sm3
        }
    }

    /// OpenSSL's name of the keys.
    var keyType: String {
        switch self {
        case .international: "ED25519"
        case .national: "SM2"
        }
    }

    /// GM/T 0009's default id of a signer. Always set explicitly: OpenSSL 3.0 signs with an empty one otherwise, and
    /// nobody else would accept the signature.
    static let distinguishingID = Array("1234567812345678".utf8)
}
