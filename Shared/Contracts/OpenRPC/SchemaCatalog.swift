/// Finds the schemas of types by decoding them from a decoder that answers anything and notes what it was asked.
///
/// So the document cannot differ from what the server accepts, and nobody writes a schema. Types with members and
/// enumerations become components under their own names, each described once, which also ends recursion.
final class SchemaCatalog {
    struct Failure: Error, CustomStringConvertible {
        let type: String
        let reason: String
        var description: String { "\(type) cannot be described: \(reason)" }
    }

    private(set) var components: [String: Schema] = [:]
    private var samples: [String: Any] = [:]
    private var inProgress: Set<String> = []

    /// The schema to use where the type is used: a reference, for a type with members.
    func schema(of type: any Decodable.Type) throws -> Schema {
        try describe(type).schema
    }

    /// The members of a type that is an object itself, such as params; nil for every other type.
    func members(of type: any Decodable.Type) throws -> [Schema.Member]? {
        let schema = try schema(of: type)
        guard case .reference(let name) = schema, case .object(let members) = components[name] else { return nil }
        return members
    }

    /// Takes a component out that is written where it is used, and so needs no name.
    func inline(_ type: any Decodable.Type) {
        components[TypeName.component(type)] = nil
    }

    /// The schema, and a value for what contains it; nil in the middle of a recursion.
    func describe<Value: Decodable>(_: Value.Type) throws -> (schema: Schema, sample: Value?) {
        if let described = Value.self as? any DescribedType.Type {
            return (described.schema, described.sample as? Value)
        }
        if let composed = Value.self as? any ComposedType.Type {
            return (try composed.schema(in: self), composed.empty as? Value)
        }
        let name = TypeName.component(Value.self)
        if components[name] != nil { return (.reference(name), samples[name] as? Value) }
        if let cases = Self.cases(of: Value.self) {
            components[name] = .string(values: cases.values)
            samples[name] = cases.sample
            return (.reference(name), cases.sample)
        }
        guard inProgress.insert(name).inserted else { return (.reference(name), nil) }
        defer { inProgress.remove(name) }
        let recording = SchemaRecording(catalog: self, owner: TypeName.documentation(Value.self))
        let value: Value
        do {
            value = try Value(from: recording)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(type: name, reason: "\(error); it needs to be a DescribedType")
        }
        switch recording.outcome {
        case .scalar(let schema):
            return (schema, value)
        case .object(let members):
            components[name] = .object(members)
        case .nothing:
            components[name] = .object([])
        }
        samples[name] = value
        return (.reference(name), value)
    }

    private static func cases<Value>(of _: Value.Type) -> (values: [String], sample: Value)? {
        guard let enumeration = Value.self as? any CaseIterable.Type else { return nil }
        let all = allCases(of: enumeration)
        let values = all.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        guard values.count == all.count, let sample = all.first as? Value else { return nil }
        return (values, sample)
    }

    private static func allCases<Enumeration: CaseIterable>(of _: Enumeration.Type) -> [Any] {
        Array(Enumeration.allCases)
    }
}
