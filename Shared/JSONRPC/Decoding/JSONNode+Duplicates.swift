extension JSONNode {
    /// The first member of an object whose name an earlier one has already, however either is escaped.
    func firstDuplicate() -> Member? {
        let count = count
        guard kind == .object, count > 1 else { return nil }
        if count > 16 { return firstDuplicateByHash() }
        // Few names: comparing each with each, lengths first, is faster than hashing.
        var laterMembers = members
        _ = laterMembers.next()
        while let later = laterMembers.next() {
            for earlier in members {
                if earlier.name.index == later.name.index { break }
                if earlier.name.hasSameText(as: later.name) { return later }
            }
        }
        return nil
    }

    private func firstDuplicateByHash() -> Member? {
        // Bytes, not `String`, which takes canonically equivalent texts for equal.
        var seen: Set<[UInt8]> = []
        for member in members where !seen.insert(member.name.canonicalText).inserted { return member }
        return nil
    }

    private func hasSameText(as other: JSONNode) -> Bool {
        let (word, otherWord) = (word, other.word)
        if word.tag == .string, otherWord.tag == .string {
            let text = UnsafeBufferPointer(start: document.bytes + otherWord.offset, count: otherWord.payload)
            return word.payload == otherWord.payload
                && withExtendedLifetime(document) { sameBytes(document.bytes + word.offset, text) }
        }
        return canonicalText == other.canonicalText
    }

    /// A string's bytes, escapes resolved, a lone surrogate as the three bytes that would encode it (as in WTF-8): unlike
    /// ``string`` it always exists, and two texts are equal exactly when these are.
    var canonicalText: [UInt8] {
        let word = word
        return withExtendedLifetime(document) {
            let source = UnsafeBufferPointer(start: document.bytes + word.offset, count: word.payload)
            guard word.tag == .escaped else { return Array(source) }
            let text = unescape(source) { text, surrogate in
                text.append(UInt8(0xE0 | surrogate >> 12))
                text.append(UInt8(0x80 | surrogate >> 6 & 0x3F))
                text.append(UInt8(0x80 | surrogate & 0x3F))
                return true
            }
            // Nil only when the closure says false.
            return text.unsafelyUnwrapped
        }
    }
}
