import Shared

/// A value as its one canonical text (RFC 8785), and the digest over it: the same content has the same digest, whatever
/// the order of members or the spelling of numbers was.
struct CanonicalJSON {
    let bytes: [UInt8]

    init(_ value: some Encodable) throws {
        var writer = JSONWriter()
        try writer.encode(value)
        var canonical = JSONWriter()
        canonical.canonical(try JSONDocument.parse(writer.bytes).root)
        bytes = canonical.bytes
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// SHA-256.
    var digest: Digest { DigestAlgorithm.sha256.digest(bytes) }
}
