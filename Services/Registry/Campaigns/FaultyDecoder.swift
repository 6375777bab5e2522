import Shared
import Yams

/// Reads a `Decodable` value from YAML and goes on after a fault, so that every one of them is found: where something is
/// missing or wrong, a stand-in takes its place. What it gives is only good when nothing was found.
///
/// A member the type does not ask for is a fault, and so is an empty text: nothing in a campaign file may be empty.
struct FaultyDecoder: Decoder {
    /// nil: gives stand-ins and finds nothing, below a place that was reported.
    let node: Node?
    let path: FilePath
    let findings: FileFindings
    let asked = AskedNames()

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    static func read<Value: Decodable>(_ type: Value.Type, from root: Node, _ findings: FileFindings) -> Value? {
        try? FaultyDecoder(node: root, path: FilePath(), findings: findings).value(type)
    }

    /// What a type asked for, of the mapping it is read from.
    final class AskedNames {
        var all: Set<String> = []
    }

    /// Thrown where a fault was reported already.
    private struct Reported: Error {}

    // Containers: a node of another kind is reported and taken for an empty one.

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        var members: [String: Node] = [:]
        switch node {
        case nil: break
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard let name = key.string, !YAMLText.isRepeated(name) else { continue }
                members[name] = value
                if let line = key.mark?.line { findings.note(path[name], line: line) }
            }
        case .scalar, .sequence, .alias: report("must be a mapping (name: value)")
        }
        return KeyedDecodingContainer(FaultyMembers(decoder: self, isMapping: node?.mapping != nil, members: members))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer {
        var nodes: [Node] = []
        switch node {
        case nil: break
        case .sequence(let sequence): nodes = Array(sequence)
        case .scalar, .mapping, .alias: report("must be a list")
        }
        return FaultyElements(decoder: self, nodes: nodes)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { FaultyScalar(decoder: self) }

    // Values.

    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard let node else { return try standIn(type) }
        if let line = node.mark?.line { findings.note(path, line: line) }
        do {
            let value = try Value(from: self)
            reportUnasked()
            return value
        } catch is Reported {
            return try standIn(type)
        } catch {
            report("must be \(Self.expectation(of: type) ?? "another value")")
            return try standIn(type)
        }
    }

    func text() throws -> String {
        guard node != nil else { return "" }
        let text = try scalar("a text")
        guard !text.allSatisfy(\.isWhitespace) else {
            findings.reportStandIn(path, "empty", "must not be empty")
            throw Reported()
        }
        return text
    }

    func literal<Value: LosslessStringConvertible>(_ type: Value.Type, _ expectation: String) throws -> Value {
        if node == nil, let value = Value("0") ?? Value("false") { return value }
        guard let value = Value(try scalar(expectation)) else {
            report("must be \(expectation)")
            throw Reported()
        }
        return value
    }

    private func scalar(_ expectation: String) throws -> String {
        switch node {
        case .scalar(let scalar): return scalar.string
        case nil: throw Reported()
        case .mapping, .sequence, .alias:
            report("must be \(expectation)")
            throw Reported()
        }
    }

    private func report(_ detail: String) { findings.reportStandIn(path, "wrong_type", detail) }

    private func reportUnasked() {
        guard case .mapping(let mapping) = node else { return }
        for (key, value) in mapping {
            guard let name = key.string else { continue }
            let place = path[YAMLText.original(name)]
            if let line = (key.mark ?? value.mark)?.line { findings.note(place, line: line) }
            if YAMLText.isRepeated(name) {
                findings.report(place, "repeated", "\(YAMLText.original(name)) stands twice")
            } else if !asked.all.contains(name) {
                let known = asked.all.sorted().joined(separator: ", ")
                findings.report(place, "unknown_member", "there is no \(name) here; known are \(known)")
            }
        }
    }

    // Types whose texts are limited.

    private static func expectation(of type: Any.Type) -> String? {
        if let type = type as? any StringCodable.Type { return type.expectation }
        if let type = type as? any CaseIterable.Type { return "one of " + cases(of: type).joined(separator: ", ") }
        return nil
    }

    private static func cases<Value: CaseIterable>(of type: Value.Type) -> [String] {
        type.allCases.map { value in
            (value as? any RawRepresentable).map { "\($0.rawValue)" } ?? "\(value)"
        }
    }

    private func standIn<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let simple: [Any] = [CivilDate.min, LocalTime.startOfDay, Zone.utc]
        for value in simple { if let value = value as? Value { return value } }
        if let type = type as? any CaseIterable.Type, let value = Self.first(of: type) as? Value { return value }
        return try Value(from: FaultyDecoder(node: nil, path: path, findings: findings))
    }

    private static func first<Value: CaseIterable>(of type: Value.Type) -> Any? { type.allCases.first }
}
