extension JSONNode {
    /// The number of elements of an array or members of an object; 0 for scalars.
    package var count: Int {
        let word = word
        guard word.tag.isContainer else { return 0 }
        return document.word(word.payload).payload
    }

    /// The elements of an array in order; empty for every other kind.
    package var elements: Elements {
        let word = word
        let isArray = word.tag == .array
        return Elements(document: document, index: index + 1, end: isArray ? word.payload : index + 1)
    }

    /// The members of an object in order, duplicates included; empty for every other kind.
    package var members: Members {
        let word = word
        let isObject = word.tag == .object
        return Members(document: document, index: index + 1, end: isObject ? word.payload : index + 1)
    }

    /// The first member of that name, or nil. Walks the members: cheap for the few of an envelope.
    package subscript(name: StaticString) -> JSONNode? {
        find(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// The first member of that name, or nil.
    package subscript(name: String) -> JSONNode? {
        var name = name
        return name.withUTF8 { find($0) }
    }

    private func find(_ name: UnsafeBufferPointer<UInt8>) -> JSONNode? {
        let word = word
        guard word.tag == .object else { return nil }
        var at = index + 1
        while at < word.payload {
            if document.isString(at, name) { return JSONNode(document: document, index: at + 1) }
            at = document.next(at + 1)
        }
        return nil
    }

    package struct Member: Sendable {
        package let name: JSONNode
        package let value: JSONNode
    }

    package struct Elements: Sequence, IteratorProtocol, Sendable {
        let document: JSONDocument
        var index: Int
        let end: Int

        package mutating func next() -> JSONNode? {
            guard index < end else { return nil }
            let node = JSONNode(document: document, index: index)
            index = node.next
            return node
        }
    }

    package struct Members: Sequence, IteratorProtocol, Sendable {
        let document: JSONDocument
        var index: Int
        let end: Int

        package mutating func next() -> Member? {
            guard index < end else { return nil }
            let value = JSONNode(document: document, index: index + 1)
            let member = Member(name: JSONNode(document: document, index: index), value: value)
            index = value.next
            return member
        }
    }
}
