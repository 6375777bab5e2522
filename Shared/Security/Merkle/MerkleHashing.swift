/// How a Merkle tree hashes (RFC 9162 §2.1.1): leaves and inner nodes differ by a byte in front, so that neither can be
/// passed off as the other.
package struct MerkleHashing: Sendable, Hashable {
    package let algorithm: DigestAlgorithm

    package init(_ algorithm: DigestAlgorithm) { self.algorithm = algorithm }

    /// The hash of a tree without leaves.
    package var empty: Digest { algorithm.digest([UInt8]()) }

    package func leaf(_ data: some Collection<UInt8>) -> Digest {
        var digester = Digester(algorithm)
        digester.update(CollectionOfOne(0))
        digester.update(data)
        return digester.finish()
    }

    package func node(_ left: Digest, _ right: Digest) -> Digest { node(left.bytes, right.bytes) }

    private func node(_ left: [UInt8], _ right: [UInt8]) -> Digest {
        var digester = Digester(algorithm)
        digester.update(CollectionOfOne(1))
        digester.update(left)
        digester.update(right)
        return digester.finish()
    }

    /// The hash of a tree over subtrees that follow each other, the greatest first: how a tree of any size is made of
    /// complete ones. The empty tree's for none.
    package func root(ofSubtrees digests: some BidirectionalCollection<Digest>) -> Digest {
        guard var root = digests.last else { return empty }
        for digest in digests.dropLast().reversed() { root = node(digest, root) }
        return root
    }
}
