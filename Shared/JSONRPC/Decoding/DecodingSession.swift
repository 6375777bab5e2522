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
    /// Names of by-position params; nil where there are none, not even none of them.
    let positional: [String]?
    private let ignored: String?
    private let allowsUnknown: Bool
    // One decode runs on one task, and no access to these three spans a call to code that could reach them again: the
    // check at run time, a tenth of a small decode, would find nothing.
    @exclusivity(unchecked) private var asked: IndexSet
    /// How many containers were made; a value that made none is a type without members.
    @exclusivity(unchecked) var containers = 0
    /// Where in which object the last member was found: members mostly come in the order they are asked for.
    @exclusivity(unchecked) var cursor = (object: -1, name: 0)

    init(root: JSONNode, path: String, positional: [String]?, ignored: String?, allowsUnknown: Bool) {
        document = root.document
        self.root = root.index
        rootPath = path
        self.positional = positional
        self.ignored = ignored
        self.allowsUnknown = allowsUnknown
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
        if before == containers { try object(at: index) }
        try refuseUnknown(at: index)
        return value
    }

    /// Marks the object as one that is read by name, and refuses names that stand twice in it.
    func object(at index: Int) throws {
        containers += 1
        guard document.word(index).tag == .object || isPositional(index) else { throw mismatch("an object", at: index) }
        if asked.insert(index), let twice = node(index).firstDuplicate() {
            throw violation(.duplicateMember, "the name stands twice", at: twice.value.index)
        }
    }

    /// Whether this is the array of by-position params. Without names for them it is an empty one: several clients write
    /// no params as `[]`.
    func isPositional(_ index: Int) -> Bool {
        guard index == root, let positional, document.word(index).tag == .array else { return false }
        return !positional.isEmpty || document.next(index) == index + 2
    }

    /// Marks a member's name, or a by-position param, as asked for.
    func mark(_ index: Int) {
        asked.insert(index)
    }

    private func refuseUnknown(at index: Int) throws {
        let word = document.word(index)
        guard !allowsUnknown, word.tag.isContainer, asked.contains(index) else { return }
        var at = index + 1
        if word.tag == .object {
            while at < word.payload {
                if !asked.contains(at), !isIgnored(at, in: index) {
                    throw violation(.unknownMember, "there is no member of this name", at: at + 1)
                }
                at = document.next(at + 1)
            }
        } else if isPositional(index) {
            while at < word.payload {
                guard asked.contains(at) else {
                    throw violation(.unknownMember, "at most \(positional?.count ?? 0) params by position", at: at)
                }
                at = document.next(at)
            }
        }
    }

    private func isIgnored(_ name: Int, in object: Int) -> Bool {
        guard object == root, let ignored else { return false }
        return node(name).isString(ignored)
    }
}
