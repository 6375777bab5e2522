/// One entry of a document's tape: what stands where, in eight bytes.
///
/// Low 32 bits: a byte offset. Then 28 bits of payload, then 4 bits of tag. A scalar's payload is its length in bytes
/// (strings without their quotes, the offset just behind the opening one). An array or object is an opening word, its
/// children in order (an object's as name, value, name, value), and a closing word: the opening word's payload is the
/// index of the closing word, whose offset is the end of the value and whose payload is the number of children.
struct TapeWord {
    enum Tag: UInt64 {
        case null, `false`, `true`
        /// A number without fraction and exponent.
        case integer
        /// Any other number.
        case decimal
        /// A string whose bytes between the quotes are its text.
        case string
        /// A string with at least one escape.
        case escaped
        case array, object, close
    }

    let bits: UInt64

    static let longest = (1 << 28) - 1

    @inline(__always)
    init(bits: UInt64) {
        self.bits = bits
    }

    @inline(__always)
    init(_ tag: Tag, offset: Int, payload: Int) {
        bits = tag.rawValue << 60 | UInt64(truncatingIfNeeded: payload) << 32 | UInt64(truncatingIfNeeded: offset)
    }

    @inline(__always)
    var tag: Tag {
        // Every word is made by the initialiser above, so the four bits are always a tag.
        Tag(rawValue: bits >> 60).unsafelyUnwrapped
    }

    @inline(__always)
    var offset: Int {
        Int(truncatingIfNeeded: bits & 0xFFFF_FFFF)
    }

    @inline(__always)
    var payload: Int {
        Int(truncatingIfNeeded: bits >> 32 & 0xFFF_FFFF)
    }
}
