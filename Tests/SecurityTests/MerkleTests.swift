import Security
import Testing

/// Everything against the definitions of RFC 9162 §2.1 written down as they stand there.
@Suite struct MerkleTests {
    static let most = 70

    /// The published leaves and roots of Certificate Transparency's reference implementation.
    @Test func publishedRootsHold() throws {
        let leaves = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        ]
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        var frontier = MerkleFrontier(MerkleHashing(.sha256))
        #expect(frontier.root.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        for (leaf, root) in zip(leaves, roots) {
            _ = frontier.append(MerkleHashing(.sha256).leaf(try #require(Hex.decode(leaf))))
            #expect(frontier.root.hex == root)
        }
    }

    @Test(arguments: [DigestAlgorithm.sha256, .sm3]) func everySizeHasTheRootOfItsDefinition(
        _ algorithm: DigestAlgorithm
    ) {
        let tree = NaiveTree(algorithm, Self.most)
        var frontier = MerkleFrontier(tree.hashing)
        var nodes: [MerkleNode: Digest] = [:]
        for size in 0...Self.most {
            #expect(frontier.root == tree.root(0..<size))
            let covering = MerkleNode.covering(0..<Int64(size))
            let again = MerkleFrontier(
                tree.hashing, size: Int64(size),
                subtrees: covering.map { $0.level == 0 ? tree.leaves[Int($0.place)] : nodes[$0] ?? tree.hashing.empty })
            #expect(again.root == frontier.root)
            guard size < Self.most else { break }
            for (node, digest) in frontier.append(tree.leaves[size]) {
                nodes[node] = digest
                #expect(digest == tree.root(Int(node.leaves.lowerBound)..<Int(node.leaves.upperBound)))
            }
        }
    }

    @Test func everyInclusionProofIsThatOfTheDefinitionAndVerifies() {
        let tree = NaiveTree(.sha256, Self.most)
        for size in 1...Self.most {
            let root = tree.root(0..<size)
            for index in 0..<size {
                let ranges = MerklePath.inclusion(of: Int64(index), in: Int64(size))
                let path = ranges.map { tree.root(Int($0.lowerBound)..<Int($0.upperBound)) }
                #expect(path == tree.path(index, 0..<size))
                let includes = { (leaf: Digest, index: Int, path: [Digest], root: Digest) in
                    tree.hashing.includes(leaf, at: Int64(index), size: Int64(size), path: path, root: root)
                }
                #expect(includes(tree.leaves[index], index, path, root))
                // Everything else is none.
                #expect(!includes(tree.leaves[(index + 1) % tree.leaves.count], index, path, root))
                #expect(size == 1 || !includes(tree.leaves[index], (index + 1) % size, path, root))
                #expect(!includes(tree.leaves[index], index, path + [root], root))
                #expect(path.isEmpty || !includes(tree.leaves[index], index, Array(path.dropLast()), root))
                #expect(!includes(tree.leaves[index], index, path, tree.hashing.empty))
            }
            #expect(!tree.hashing.includes(tree.leaves[0], at: Int64(size), size: Int64(size), path: [], root: root))
        }
    }

    @Test func everyConsistencyProofIsThatOfTheDefinitionAndVerifies() {
        let tree = NaiveTree(.sha256, Self.most)
        for size in 1...Self.most {
            let root = tree.root(0..<size)
            for first in 0...size {
                let ranges = MerklePath.consistency(from: Int64(first), to: Int64(size))
                let path = ranges.map { tree.root(Int($0.lowerBound)..<Int($0.upperBound)) }
                if first > 0, first < size { #expect(path == tree.consistency(first, 0..<size, true)) }
                let former = tree.root(0..<first)
                let holds = { (former: Digest, root: Digest, path: [Digest]) in
                    tree.hashing.isConsistent(
                        first: Int64(first), firstRoot: former, second: Int64(size), secondRoot: root, path: path)
                }
                #expect(holds(former, root, path))
                let other = tree.leaves[0] == former ? tree.leaves[1] : tree.leaves[0]
                #expect(!holds(other, root, path))
                #expect(first == 0 || !holds(former, other == root ? tree.leaves[2] : other, path))
                #expect(!holds(former, root, path + [other]))
                #expect(path.isEmpty || !holds(former, root, Array(path.dropLast())))
            }
        }
    }

    /// What a proof reads grows with the height of the tree, not with its size.
    @Test func proofsReadLogarithmicallyManyNodes() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let size = Int64.random(in: 1...10_000_000, using: &generator)
            let index = Int64.random(in: 0..<size, using: &generator)
            let first = Int64.random(in: 1...size, using: &generator)
            let height = Int64.bitWidth - size.leadingZeroBitCount
            let inclusion = MerklePath.inclusion(of: index, in: size).flatMap(MerkleNode.covering)
            let consistency = MerklePath.consistency(from: first, to: size).flatMap(MerkleNode.covering)
            #expect(inclusion.count <= 2 * height)
            #expect(consistency.count <= 2 * height)
        }
    }
}

/// RFC 9162 §2.1.1, §2.1.3.1 and §2.1.4.1, word for word.
private struct NaiveTree {
    let hashing: MerkleHashing
    let leaves: [Digest]

    init(_ algorithm: DigestAlgorithm, _ count: Int) {
        hashing = MerkleHashing(algorithm)
        leaves = (0..<count).map { MerkleHashing(algorithm).leaf("entry \($0)".utf8) }
    }

    func root(_ d: Range<Int>) -> Digest {
        if d.isEmpty { return hashing.empty }
        if d.count == 1 { return leaves[d.lowerBound] }
        let k = d.lowerBound + split(d.count)
        return hashing.node(root(d.lowerBound..<k), root(k..<d.upperBound))
    }

    func path(_ m: Int, _ d: Range<Int>) -> [Digest] {
        if d.count == 1 { return [] }
        let k = split(d.count)
        let middle = d.lowerBound + k
        return m < k
            ? path(m, d.lowerBound..<middle) + [root(middle..<d.upperBound)]
            : path(m - k, middle..<d.upperBound) + [root(d.lowerBound..<middle)]
    }

    func consistency(_ m: Int, _ d: Range<Int>, _ b: Bool) -> [Digest] {
        if m == d.count { return b ? [] : [root(d)] }
        let k = split(d.count)
        let middle = d.lowerBound + k
        return m <= k
            ? consistency(m, d.lowerBound..<middle, b) + [root(middle..<d.upperBound)]
            : consistency(m - k, middle..<d.upperBound, false) + [root(d.lowerBound..<middle)]
    }

    private func split(_ n: Int) -> Int {
        var k = 1
        while k * 2 < n { k *= 2 }
        return k
    }
}
