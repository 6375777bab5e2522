import JSONRPC
import Values

/// What has to hold for a value that was accepted.
extension MessageFuzzing {
    /// One of everything a contract is made of.
    private struct Everything: Codable {
        enum Word: String, Codable, CaseIterable { case one, two }
        struct Part: Codable {
            var name: String
            var numbers: [Double]?
        }

        var flag: Bool?
        var small: Int8?
        var exact: Int64?
        var natural: UInt64?
        var real: Double?
        var text: String?
        var word: Word?
        var part: Part?
        var parts: [Part]?
        var table: [String: Int]?
        var day: CivilDate?
        var instant: Instant?
        var id: UniqueID?
        var any: JSONValue?
        var raw: EncodedJSON?
    }

    static func decode(_ node: JSONNode) {
        walk(node)
        canonicalIsStable(node)
        // Strictly and leniently; by name and by position. What is refused has a path below the root's.
        roundTrip(node, allowsUnknown: false)
        roundTrip(node, allowsUnknown: true)
        do throws(DecodingViolation) {
            let _: Everything = try node.decode(path: "params", positional: ["exact", "text"], ignoring: "_meta")
        } catch {
            promise(error.path.hasPrefix("params"), "a violation has a path")
        }
        if let value: JSONValue = try? node.decode(path: "params") {
            var writer = JSONWriter()
            promise((try? writer.encode(value)) != nil, "a value of any shape can be written")
            let again: JSONValue? = try? JSONDocument.parse(writer.bytes).root.decode(path: "params")
            // Not compared as values: 1.0 is written as 1, which is an integer when it comes back.
            var second = JSONWriter()
            promise(again.map { (try? second.encode($0)) != nil } == true, "a value of any shape can be read again")
            promise(second.bytes == writer.bytes, "a value of any shape comes back")
        }
    }

    private static func roundTrip(_ node: JSONNode, allowsUnknown: Bool) {
        guard let value: Everything = try? node.decode(path: "params", allowsUnknown: allowsUnknown) else { return }
        let first = written(value)
        guard let document = try? JSONDocument.parse(first),
            let again: Everything = try? document.root.decode(path: "params")
        else { return promise(false, "what was decoded and encoded is decoded again") }
        promise(written(again) == first, "what comes back is the same")
    }

    private static func written(_ value: Everything) -> [UInt8] {
        var writer = JSONWriter()
        do {
            try writer.encode(value)
        } catch {
            promise(false, "what was decoded can be encoded")
        }
        return writer.bytes
    }

    private static func canonicalIsStable(_ node: JSONNode) {
        var writer = JSONWriter()
        writer.canonical(node, omitting: nil)
        // With a duplicate name there is no canonical form to speak of; it is JSON all the same.
        guard let document = try? JSONDocument.parse(writer.bytes, depth: limits.depth) else {
            return promise(false, "a canonical form is JSON")
        }
        var second = JSONWriter()
        second.canonical(document.root, omitting: nil)
        promise(second.bytes == writer.bytes, "a canonical form is its own")
    }

    /// Touches everything a node can be asked, down to the leaves.
    private static func walk(_ node: JSONNode) {
        promise(node.rawByteCount > 0 && !node.rawText.isEmpty, "a value has bytes")
        switch node.kind {
        case .null: promise(node.isNull, "null is null")
        case .bool: promise(node.bool != nil, "a boolean has a value")
        case .number:
            if let integer = node.int64 {
                promise(node.rawText == "-0" || node.rawText == String(integer), "an integer is exact")
            }
            if let double = node.double { promise(double.isFinite, "a number is finite") }
        case .string:
            if let text = node.string { promise(node.isString(text), "a text is itself") }
        case .array:
            promise(Array(node.elements).count == node.count, "an array has its elements")
            for element in node.elements { walk(element) }
        case .object:
            promise(Array(node.members).count == node.count, "an object has its members")
            for member in node.members {
                promise(member.name.kind == .string, "a name is a text")
                walk(member.value)
            }
        }
    }
}

extension JSONNode {
    var depth: Int {
        switch kind {
        case .array: 1 + (elements.map(\.depth).max() ?? 0)
        case .object: 1 + (members.map(\.value.depth).max() ?? 0)
        case .null, .bool, .number, .string: 0
        }
    }
}
