import Values

extension DecodingSession {
    func bool(at index: Int) throws -> Bool {
        guard let value = node(index).bool else { throw mismatch("a boolean", at: index) }
        return value
    }

    func string(at index: Int) throws -> String {
        let node = node(index)
        if let value = node.string { return value }
        guard node.kind == .string else { throw mismatch("a string", at: index) }
        throw violation(.invalidText, "half a surrogate pair is no text", at: index)
    }

    func integer<Number: FixedWidthInteger>(_: Number.Type, at index: Int) throws -> Number {
        let node = node(index)
        if let value = node.integer(Number.self) { return value }
        switch node.word.tag {
        case .integer: throw violation(.outOfRange, "must be from \(Number.min) to \(Number.max)", at: index)
        case .decimal: throw violation(.wrongType, "must be an integer, without fraction and exponent", at: index)
        default: throw mismatch("an integer", at: index)
        }
    }

    func double(at index: Int) throws -> Double {
        let node = node(index)
        if let value = node.double { return value }
        guard node.kind == .number else { throw mismatch("a number", at: index) }
        throw violation(.outOfRange, "is beyond the range of a 64-bit floating-point number", at: index)
    }

    func jsonValue(at index: Int) throws -> JSONValue {
        containers += 1
        let node = node(index)
        switch node.kind {
        case .null: return .null
        case .bool: return .bool(try bool(at: index))
        case .string: return .string(try string(at: index))
        case .number:
            if let value = node.int64 { return .int(value) }
            return .double(try double(at: index))
        case .array:
            return .array(try node.elements.map { try jsonValue(at: $0.index) })
        case .object:
            if let twice = node.firstDuplicate() {
                throw violation(.duplicateMember, "the name stands twice", at: twice.value.index)
            }
            var members: [String: JSONValue] = [:]
            members.reserveCapacity(node.count)
            for member in node.members {
                members[try name(of: member)] = try jsonValue(at: member.value.index)
            }
            return .object(members)
        }
    }

    func name(of member: JSONNode.Member) throws -> String {
        guard let name = member.name.string else {
            throw violation(.invalidText, "the name has half a surrogate pair", at: member.value.index)
        }
        return name
    }
}
