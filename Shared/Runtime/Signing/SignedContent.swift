import JSONRPC
package import Security

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Content that is signed: its canonical JSON (RFC 8785), which anybody who has the content can write again, and the
/// signature over exactly these bytes.
package struct SignedContent<Content: Codable & Sendable>: Sendable {
    package let content: Content
    package let bytes: [UInt8]
    package let signature: [UInt8]

    package init(signing content: Content, with signer: Signer) throws {
        self.content = content
        bytes = try CanonicalForm.bytes(of: content)
        signature = try signer.sign(bytes)
    }

    /// What was stored or sent. Throws when the bytes are no canonical JSON of such content, whoever signed them.
    package init(bytes: [UInt8], signature: [UInt8]) throws {
        content = try JSONDocument.parse(bytes).root.decode(Content.self, path: "signed")
        self.bytes = bytes
        self.signature = signature
        guard try CanonicalForm.bytes(of: content) == bytes else { throw NotCanonical() }
    }

    /// In base 64, as `openssl base64` reads it.
    package init?(signed: String, signature: String) {
        guard let bytes = Data(base64Encoded: signed), let signature = Data(base64Encoded: signature),
            let content = try? SignedContent(bytes: Array(bytes), signature: Array(signature))
        else { return nil }
        self = content
    }

    package var signedText: String { Data(bytes).base64EncodedString() }
    package var signatureText: String { Data(signature).base64EncodedString() }

    package func isSigned(by key: PublicKey) -> Bool { key.isValid(signature, for: bytes) }

    struct NotCanonical: Error {}
}

/// A value as its one canonical text.
package enum CanonicalForm {
    package static func bytes(of value: some Encodable) throws -> [UInt8] {
        var writer = JSONWriter()
        try writer.encode(value)
        var canonical = JSONWriter()
        canonical.canonical(try JSONDocument.parse(writer.bytes).root)
        return canonical.bytes
    }
}
