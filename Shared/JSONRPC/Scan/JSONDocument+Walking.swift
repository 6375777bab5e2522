/// Reading by index on the tape. The hot loops use these: a ``JSONNode`` costs a retain and a release each.
extension JSONDocument {
    /// The index behind the value at `index` and all it holds.
    @inline(__always)
    func next(_ index: Int) -> Int {
        let word = word(index)
        return word.tag.isContainer ? word.payload + 1 : index + 1
    }

    /// The bytes of a scalar; of a string what stands between its quotes. Valid while the document is held.
    @inline(__always)
    func slice(_ word: TapeWord) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: bytes + word.offset, count: word.payload)
    }

    /// Whether the value at `index` is a string with this text, however it is escaped.
    @inline(__always)
    func isString(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let word = word(index)
        switch word.tag {
        case .string: return word.payload == text.count && sameBytes(bytes + word.offset, text)
        case .escaped: return isEscaped(index, text)
        case .null, .false, .true, .integer, .decimal, .array, .object, .close: return false
        }
    }

    /// As `isString`, for a text known when this was compiled.
    @inline(__always)
    func isString(_ index: Int, _ text: StaticString) -> Bool {
        isString(index, UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private func isEscaped(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let node = JSONNode(document: self, index: index)
        // An escape is longer than what it stands for.
        guard word(index).payload > text.count, let own = node.unescaped() else { return false }
        return own.elementsEqual(text)
    }
}
