extension JSONWriter {
    /// Writes a node in the one form that equal JSON shares, as RFC 8785 does: no white space, names sorted by UTF-16
    /// units, the fewest escapes, numbers in ECMAScript's form. For fingerprints of requests.
    ///
    /// Two differences, both because equal must mean equal: numbers are compared by their decimal value, not by the
    /// nearest double (2^53 + 1 stays what it is; `1`, `1.0` and `10e-1` are the same), and a lone surrogate, which RFC
    /// 8785 forbids, is written as its escape. Names that stand twice keep their order.
    /// - Parameter omitted: a member of this node (not deeper) that does not count: `_meta`.
    package mutating func canonical(_ node: JSONNode, omitting omitted: String? = nil) {
        switch node.kind {
        case .null: null()
        case .bool: bool(node.bool == true)
        case .string: canonicalString(node)
        case .number: canonicalNumber(node)
        case .array:
            beginArray()
            for element in node.elements { canonical(element) }
            endArray()
        case .object:
            beginObject()
            for member in sortedMembers(of: node) {
                if let omitted, member.name.isString(omitted) { continue }
                canonicalString(member.name)
                bytes.append(UInt8(ascii: ":"))
                canonical(member.value)
            }
            endObject()
        }
    }

    private mutating func canonicalNumber(_ node: JSONNode) {
        node.withRawBytes { text in
            guard let number = DecimalNumber(text) else { return raw(text) }
            separate()
            number.write(to: &bytes)
        }
    }

    private mutating func canonicalString(_ node: JSONNode) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        let word = node.word
        if word.tag == .string {
            node.withRawBytes { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[1..<$0.count - 1])) }
        } else {
            let text = node.canonicalText
            text.withUnsafeBufferPointer { escapeCanonically($0) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Escapes text in which a lone surrogate stands as three bytes ED A0…BF xx, which well-formed UTF-8 never has.
    private mutating func escapeCanonically(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        var index = 0
        while index < text.count {
            guard text[index] == 0xED, text[index + 1] >= 0xA0 else {
                index += 1
                continue
            }
            escape(UnsafeBufferPointer(rebasing: text[start..<index]))
            let unit = 0xD000 | UInt16(text[index + 1] & 0x3F) << 6 | UInt16(text[index + 2] & 0x3F)
            bytes += "\\u\(String(unit, radix: 16))".utf8
            index += 3
            start = index
        }
        escape(UnsafeBufferPointer(rebasing: text[start...]))
    }
}

private func sortedMembers(of node: JSONNode) -> [JSONNode.Member] {
    node.members.enumerated()
        .map { (offset: $0.offset, name: $0.element.name.canonicalText, member: $0.element) }
        .sorted { a, b in
            if precedes(a.name, b.name) { return true }
            return precedes(b.name, a.name) ? false : a.offset < b.offset
        }
        .map(\.member)
}

/// The order of the texts' UTF-16 units. It is the order of their UTF-8 bytes, except that the characters of four bytes,
/// being surrogate pairs, come before U+E000…U+FFFF.
private func precedes(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    func rank(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0xF0...: byte - 2
        case 0xEE...0xEF: byte + 5
        default: byte
        }
    }
    for (x, y) in zip(a, b) where x != y { return rank(x) < rank(y) }
    return a.count < b.count
}
