extension DecodingSession {
    func violation(_ rule: DecodingViolation.Rule, _ detail: String, at index: Int) -> DecodingViolation {
        DecodingViolation(path: path(to: index), rule: rule, detail: detail)
    }

    func mismatch(_ expected: String, at index: Int) -> DecodingViolation {
        violation(.wrongType, "must be \(expected), is \(node(index).kind.withArticle)", at: index)
    }

    func missing(_ name: String, in object: Int) -> DecodingViolation {
        DecodingViolation(path: path(to: object) + step(name), rule: .required, detail: "is required")
    }

    /// What a type threw while it was made from the node at `index`.
    func translate(_ error: any Error, _ type: Any.Type, at index: Int) -> DecodingViolation {
        if let choices = choices(of: type), node(index).kind == .string || node(index).kind == .number {
            return violation(.unknownValue, "must be one of \(choices)", at: index)
        }
        switch error as? DecodingError {
        case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
            return violation(.invalidValue, context.debugDescription, at: index)
        case .keyNotFound(let key, _):
            return missing(key.stringValue, in: index)
        case nil:
            return violation(.invalidValue, "is not valid", at: index)
        @unknown default:
            return violation(.invalidValue, "is not valid", at: index)
        }
    }

    /// `a, b, c` for an enumeration with raw values that lists its cases.
    private func choices(of type: Any.Type) -> String? {
        func list<Value>(_: Value.Type) -> String? {
            guard let cases = Value.self as? any CaseIterable.Type else { return nil }
            let values = rawValues(cases)
            return values.isEmpty ? nil : values.joined(separator: ", ")
        }
        return _openExistential(type, do: list)
    }

    private func rawValues<Value: CaseIterable>(_: Value.Type) -> [String] {
        Value.allCases.compactMap { value in (value as? any RawRepresentable).map { "\($0.rawValue)" } }
    }

    /// The path from the root to a value, found by walking down to it.
    func path(to target: Int) -> String {
        var path = rootPath
        for name in names(to: target) {
            switch name {
            case .member(let name): path += step(name)
            case .element(let index): path += "[\(index)]"
            }
        }
        return path
    }

    enum PathStep {
        case member(String)
        case element(Int)
    }

    func names(to target: Int) -> [PathStep] {
        var steps: [PathStep] = []
        var current = node(root)
        descent: while current.index < target {
            for member in current.members where member.value.next > target {
                steps.append(.member(member.name.string ?? String(member.name.rawText.dropFirst().dropLast())))
                current = member.value
                continue descent
            }
            for (index, element) in current.elements.enumerated() where element.next > target {
                steps.append(.element(index))
                current = element
                continue descent
            }
            break
        }
        return steps
    }

    private func step(_ name: String) -> String {
        // A name is the caller's own text: it comes back in an error, so not at any length.
        let shown = name.count > 64 ? name.prefix(64) + "…" : name[...]
        let isPlain = !shown.isEmpty && shown.allSatisfy { $0.isLetter || $0.isNumber || "_-…".contains($0) }
        if isPlain { return ".\(shown)" }
        var writer = JSONWriter()
        writer.string(String(shown))
        return "[\(String(decoding: writer.bytes, as: UTF8.self))]"
    }
}
