/// The right edge of a growing Merkle tree: the complete subtrees that all leaves so far consist of. All that is needed to
/// append, and to know the root.
package struct MerkleFrontier: Sendable {
    package let hashing: MerkleHashing
    package private(set) var size: Int64
    /// From great to small: one for each bit of `size`.
    private var subtrees: [Digest]

    package init(_ hashing: MerkleHashing) { self.init(hashing, size: 0, subtrees: []) }

    /// - Parameter subtrees: of `MerkleNode.covering(0..<size)`, in its order.
    package init(_ hashing: MerkleHashing, size: Int64, subtrees: [Digest]) {
        precondition(subtrees.count == size.nonzeroBitCount, "one subtree for each bit of the size")
        self.hashing = hashing
        self.size = size
        self.subtrees = subtrees
    }

    package var root: Digest { hashing.root(ofSubtrees: subtrees) }

    /// Appends a leaf's hash and gives the inner nodes that it completes, from the bottom up: on average less than one.
    package mutating func append(_ leaf: Digest) -> [(node: MerkleNode, digest: Digest)] {
        var completed: [(MerkleNode, Digest)] = []
        var digest = leaf
        for level in 0..<size.trailingOnes {
            digest = hashing.node(subtrees.removeLast(), digest)
            completed.append((MerkleNode(level: level + 1, place: size >> (level + 1)), digest))
        }
        subtrees.append(digest)
        size += 1
        return completed
    }
}

extension Int64 {
    fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
