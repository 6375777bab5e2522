/// The words of a tape while it is written. Grows by doubling, and its memory is kept for the next message.
///
/// Its own memory and not an array, whose every append asks whether somebody else holds the array: with a word for each
/// dozen bytes of a message that is a tenth of the scan.
// Unchecked, because of the pointer: nobody else has it, since this cannot be copied.
struct Tape: ~Copyable, @unchecked Sendable {
    /// As many words as are kept; one huge message does not hold memory for the small ones that follow.
    private static let kept = 16384

    private var words: UnsafeMutablePointer<UInt64>
    private var capacity: Int
    private(set) var count = 0

    init() {
        capacity = 64
        words = .allocate(capacity: capacity)
    }

    deinit {
        words.deallocate()
    }

    @inline(__always)
    mutating func append(_ word: TapeWord) {
        if count == capacity { grow(to: 2 * capacity) }
        words[count] = word.bits
        count &+= 1
    }

    subscript(index: Int) -> TapeWord {
        @inline(__always) get {
            assert(index >= 0 && index < count)
            return TapeWord(bits: words[index])
        }
        @inline(__always) set {
            assert(index >= 0 && index < count)
            words[index] = newValue.bits
        }
    }

    mutating func removeAll() {
        count = 0
        if capacity > Self.kept { grow(to: 64) }
    }

    /// Calls `body` with the words so far.
    @inline(__always)
    func withWords<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: words, count: count &* MemoryLayout<UInt64>.stride))
    }

    @inline(never)
    private mutating func grow(to capacity: Int) {
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
        larger.update(from: words, count: count)
        words.deallocate()
        words = larger
        self.capacity = capacity
    }
}
