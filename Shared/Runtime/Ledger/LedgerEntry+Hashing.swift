package import Contracts
import JSONRPC
package import Security

extension LedgerEntry {
    /// The canonical JSON (RFC 8785): what its leaf is the hash of.
    package var canonicalBytes: [UInt8] {
        var writer = JSONWriter()
        writer.bytes.reserveCapacity(384)
        writer.beginObject()
        writer.name("at")
        writer.string(at.description)
        writer.name("changeCount")
        writer.raw(String(changeCount).utf8)
        writer.name("changes")
        writer.string(changes)
        writer.name("clock")
        writer.string(clock)
        writer.name("id")
        writer.string(id.description)
        writer.name("method")
        writer.string(method)
        writer.name("params")
        writer.string(params)
        writer.name("principal")
        writer.string(principal)
        writer.name("service")
        writer.string(service)
        writer.endObject()
        return writer.bytes
    }

    /// The entry's digest: its hash as a leaf of the tree (RFC 9162 §2.1.1).
    package func leaf(_ suite: CryptographicSuite) -> Digest {
        MerkleHashing(suite.digest).leaf(canonicalBytes)
    }
}

/// The hash chain over the leaves: it shows where a stored ledger stops being the sealed one.
package struct HashChain: Sendable {
    package let algorithm: DigestAlgorithm
    /// Of the last entry; zeros before the first.
    package private(set) var head: Digest

    package static let start = Digest(bytes: [UInt8](repeating: 0, count: Digest.byteCount))!  // 32 bytes are a digest

    package init(_ algorithm: DigestAlgorithm, head: Digest = start) {
        self.algorithm = algorithm
        self.head = head
    }

    /// Over a byte 2, which neither a leaf nor a node of the tree begins with, the former head and the leaf.
    package mutating func append(_ leaf: Digest) {
        var digester = Digester(algorithm)
        digester.update(CollectionOfOne(2))
        digester.update(head.bytes)
        digester.update(leaf.bytes)
        head = digester.finish()
    }
}

extension CryptographicSuite {
    package var signing: SignatureSuite {
        switch self {
        case .international: .international
        case .national: .national
        }
    }

    package var digest: DigestAlgorithm { signing.digest }
}

extension SignatureSuite {
    package var published: CryptographicSuite {
        switch self {
        case .international: .international
        case .national: .national
        }
    }
}
