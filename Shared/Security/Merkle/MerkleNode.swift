/// A complete subtree by its place: the leaves from `place << level`, `1 << level` of them. Level 0 is a leaf.
package struct MerkleNode: Sendable, Hashable {
    package let level: Int
    package let place: Int64

    package init(level: Int, place: Int64) {
        self.level = level
        self.place = place
    }

    package var leaves: Range<Int64> { (place << level)..<((place + 1) << level) }

    /// The complete subtrees that a range of leaves consists of, from left to right and so from great to small: at most
    /// one for each bit of its length.
    ///
    /// - Parameter range: as it comes up in a tree: its start is a multiple of the greatest power of two within its length.
    package static func covering(_ range: Range<Int64>) -> [MerkleNode] {
        var nodes: [MerkleNode] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let level = Int64.bitWidth - 1 - (range.upperBound - start).leadingZeroBitCount
            nodes.append(MerkleNode(level: level, place: start >> level))
            start += 1 << level
        }
        return nodes
    }
}

/// Which subtrees a proof consists of, as ranges of leaves in the order of the proof.
package enum MerklePath {
    /// The audit path of a leaf (RFC 9162 §2.1.3.1): its siblings from the bottom up.
    ///
    /// - Precondition: `0 ≤ index < size`.
    package static func inclusion(of index: Int64, in size: Int64) -> [Range<Int64>] {
        precondition(index >= 0 && index < size, "a leaf of the tree")
        var siblings: [Range<Int64>] = []
        var range = 0..<size
        while range.count > 1 {
            let middle = split(range)
            if index < middle {
                siblings.append(middle..<range.upperBound)
                range = range.lowerBound..<middle
            } else {
                siblings.append(range.lowerBound..<middle)
                range = middle..<range.upperBound
            }
        }
        return siblings.reversed()
    }

    /// What shows that a tree of `size` leaves begins with that of `earlier` (RFC 9162 §2.1.4.1). Empty for equal sizes, and
    /// for the empty tree, which begins every other.
    ///
    /// - Precondition: `0 ≤ earlier ≤ size`.
    package static func consistency(from earlier: Int64, to size: Int64) -> [Range<Int64>] {
        precondition(earlier >= 0 && earlier <= size, "an earlier size of the tree")
        guard earlier > 0, earlier < size else { return [] }
        var parts: [Range<Int64>] = []
        var range = 0..<size
        while range.upperBound > earlier {
            let middle = split(range)
            if earlier <= middle {
                parts.append(middle..<range.upperBound)
                range = range.lowerBound..<middle
            } else {
                parts.append(range.lowerBound..<middle)
                range = middle..<range.upperBound
            }
        }
        // The verifier has the root of the earlier tree itself; a part of it has to be given.
        if range.lowerBound > 0 { parts.append(range) }
        return parts.reversed()
    }

    /// Behind the greatest power of two that is smaller than the range's length.
    private static func split(_ range: Range<Int64>) -> Int64 {
        let length = range.upperBound - range.lowerBound
        return range.lowerBound + 1 << (Int64.bitWidth - 1 - (length - 1).leadingZeroBitCount)
    }
}
