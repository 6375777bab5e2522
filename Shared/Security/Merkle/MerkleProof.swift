/// Checking of proofs, by RFC 9162 §2.1.3.2 and §2.1.4.2 step for step: what an auditor does who has no tree.
extension MerkleHashing {
    /// Whether `leaf` is the hash at `index` in the tree of `size` leaves that has this root.
    package func includes(
        _ leaf: Digest, at index: Int64, size: Int64, path: [Digest], root: Digest
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var (fn, sn) = (index, size - 1)
        var r = leaf
        for p in path {
            if sn == 0 { return false }
            if fn & 1 == 1 || fn == sn {
                r = node(p, r)
                while fn & 1 == 0, fn != 0 {
                    fn >>= 1
                    sn >>= 1
                }
            } else {
                r = node(r, p)
            }
            fn >>= 1
            sn >>= 1
        }
        return sn == 0 && r == root
    }

    /// Whether the tree of `second` leaves with `secondRoot` begins with that of `first` leaves and `firstRoot`.
    ///
    /// The RFC leaves out two cases, which have one answer each: equal sizes have equal roots and an empty path, and every
    /// tree begins with the empty one.
    package func isConsistent(
        first: Int64, firstRoot: Digest, second: Int64, secondRoot: Digest, path: [Digest]
    ) -> Bool {
        guard first >= 0, first <= second else { return false }
        if first == second { return path.isEmpty && firstRoot == secondRoot }
        if first == 0 { return path.isEmpty && firstRoot == empty }
        var path = path[...]
        // A complete earlier tree is a subtree of the later one: its root is known and not in the path.
        if first.nonzeroBitCount == 1 { path = [firstRoot] + path }
        guard let start = path.popFirst() else { return false }
        var (fn, sn) = (first - 1, second - 1)
        while fn & 1 == 1 {
            fn >>= 1
            sn >>= 1
        }
        var (fr, sr) = (start, start)
        for c in path {
            if sn == 0 { return false }
            if fn & 1 == 1 || fn == sn {
                fr = node(c, fr)
                sr = node(c, sr)
                while fn & 1 == 0, fn != 0 {
                    fn >>= 1
                    sn >>= 1
                }
            } else {
                sr = node(sr, c)
            }
            fn >>= 1
            sn >>= 1
        }
        return sn == 0 && fr == firstRoot && sr == secondRoot
    }
}
