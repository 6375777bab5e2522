import Values

/// What the containers of one `decode` share: the document, and which parts of it somebody has asked for.
///
/// `Decodable` never says which members a type has. So each keyed container marks the names it is asked for, and when a
/// value is made, a name without a mark in its object is a member that the type does not know. Paths are worked out from
/// the tape when there is something to report, so they cost nothing otherwise.
final class DecodingSession {
    let document: JSONDocument
    let root: Int
    let rootPath: String
    let positional: [String]
    private let ignored: String?
    private var asked: IndexSet
    /// How many containers were made; a value that made none is a type without members.
    var containers = 0
    /// Where in which object the last member was found: members mostly come in the order they are asked for.
    var cursor = (object: -1, name: 0)

    init(root: JSONNode, path: String, positional: [String], ignored: String?) {
        document = root.document
        self.root = root.index
        rootPath = path
        self.positional = positional
        self.ignored = ignored
        asked = IndexSet(first: root.index)
    }

    func node(_ index: Int) -> JSONNode {
        JSONNode(document: document, index: index)
    }

    func decode<Value: Decodable>(_: Value.Type, at index: Int) throws -> Value {
        if Value.self == JSONValue.self {
            // The type was compared.
            return try jsonValue(at: index) as! Value
        }
        let before = containers
        let value: Value
        do {
            value = try Value(from: NodeDecoder(session: self, index: index))
        } catch let violation as DecodingViolation {
            throw violation
        } catch {
            throw translate(error, Value.self, at: index)
        }
        if before == containers { _ = try object(at: index) }
        try refuseUnknown(at: index)
        return value
    }

    /// Marks the object as one that is read by name, and refuses names that stand twice in it.
    func object(at index: Int) throws -> JSONNode {
        containers += 1
        let node = node(index)
        guard node.kind == .object || isPositional(index) else { throw mismatch("an object", at: index) }
        if asked.insert(index), let twice = node.firstDuplicate() {
            throw violation(.duplicateMember, "the name stands twice", at: twice.value.index)
        }
        return node
    }

    /// Whether this is the array of by-position params.
    func isPositional(_ index: Int) -> Bool {
        index == root && !positional.isEmpty && node(index).kind == .array
    }

    /// Marks a member's name, or a by-position param, as asked for.
    func mark(_ index: Int) {
        asked.insert(index)
    }

    private func refuseUnknown(at index: Int) throws {
        let node = node(index)
        guard node.word.tag.isContainer, asked.contains(index) else { return }
        if node.kind == .object {
            for member in node.members where !asked.contains(member.name.index) {
                if index == root, let ignored, member.name.isString(ignored) { continue }
                throw violation(.unknownMember, "there is no member of this name", at: member.value.index)
            }
        } else if isPositional(index) {
            for element in node.elements where !asked.contains(element.index) {
                throw violation(.unknownMember, "at most \(positional.count) params by position", at: element.index)
            }
        }
    }
}
