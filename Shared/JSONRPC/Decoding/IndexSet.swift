/// Marks on a stretch of the tape; without allocation for the first 128 words, as many as a small request has.
struct IndexSet {
    private let first: Int
    private var near: (UInt64, UInt64) = (0, 0)
    private var far: [UInt64] = []

    init(first: Int) {
        self.first = first
    }

    func contains(_ index: Int) -> Bool {
        let (word, bit) = place(index)
        switch word {
        case 0: return near.0 & bit != 0
        case 1: return near.1 & bit != 0
        default: return word - 2 < far.count && far[word - 2] & bit != 0
        }
    }

    /// Whether it was not there before.
    @discardableResult
    mutating func insert(_ index: Int) -> Bool {
        guard !contains(index) else { return false }
        let (word, bit) = place(index)
        switch word {
        case 0: near.0 |= bit
        case 1: near.1 |= bit
        default:
            if word - 2 >= far.count { far += repeatElement(0, count: word - 1 - far.count) }
            far[word - 2] |= bit
        }
        return true
    }

    private func place(_ index: Int) -> (word: Int, bit: UInt64) {
        let offset = index - first
        return (offset >> 6, 1 << UInt64(offset & 63))
    }
}
