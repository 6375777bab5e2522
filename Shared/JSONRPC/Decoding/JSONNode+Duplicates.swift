extension JSONNode {
    /// The first member of an object whose name an earlier one has already, however either is escaped.
    func firstDuplicate() -> Member? {
        let word = word
        let count = count
        guard word.tag == .object, count > 1 else { return nil }
        if count > 16 { return firstDuplicateByHash() }
        // Few names: comparing each with each, lengths first, is faster than hashing.
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: 16) { names in
            var at = index + 1
            for later in 0..<count {
                for earlier in 0..<later where haveSameText(names[earlier], at) {
                    return Member(
                        name: JSONNode(document: document, index: at),
                        value: JSONNode(document: document, index: at + 1))
                }
                names[later] = at
                at = document.next(at + 1)
            }
            return nil
        }
    }

    private func firstDuplicateByHash() -> Member? {
        // Bytes, not `String`, which takes canonically equivalent texts for equal.
        var seen: Set<[UInt8]> = []
        for member in members where !seen.insert(member.name.canonicalText).inserted { return member }
        return nil
    }

    @inline(__always)
    private func haveSameText(_ a: Int, _ b: Int) -> Bool {
        let word = document.word(a)
        if word.tag == .string, document.word(b).tag == .string {
            return withExtendedLifetime(document) { document.isString(b, document.slice(word)) }
        }
        return JSONNode(document: document, index: a).canonicalText
            == JSONNode(document: document, index: b).canonicalText
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
