/// The reference of a service for people, in Markdown, from the same description as the OpenRPC document.
package enum RPCReference {
    /// - Parameter json: writes a value as JSON text over several lines.
    package static func markdown(
        _ document: OpenRPCDocument, json: (any Encodable) throws -> String
    ) rethrows -> String {
        var text = """
            # \(document.service)

            Generated from the contracts by `week rpc-docs`; do not edit. How to connect and what holds for every method:
            [JSON-RPC over TCP](../rpc.md). The same for machines: [\(document.service).openrpc.json](\(document.service).openrpc.json).

            | method | what it does |
            |---|---|

            """
        for method in document.methods {
            let name = method.contract.name
            text += "| [`\(name)`](#\(anchor(name))) | \(method.contract.summary) |\n"
        }
        for method in document.methods { text += try section(method, json) }
        text += "\n## Types\n"
        for (name, schema) in document.components.sorted(by: { $0.key < $1.key }) {
            text += "\n### \(name)\n\n"
            if let description = FieldDocumentation.text[name] { text += description + "\n\n" }
            switch schema {
            case .object(let members): text += table(members)
            case .string(_, let values?, _):
                text += values.map { value in
                    let meaning = FieldDocumentation.text["\(name).\(value)"].map { ": \($0)" } ?? ""
                    return "* `\(value)`\(meaning)\n"
                }.joined()
            case .any, .boolean, .integer, .number, .string, .array, .dictionary, .reference:
                text += "\(type(schema))\n"
            }
        }
        return text
    }

    private static func section(
        _ method: MethodDescription, _ json: (any Encodable) throws -> String
    ) rethrows -> String {
        let contract = method.contract
        var text = "\n## \(contract.name)\n\n\(contract.summary)\n\n"
        text += "\(contract.kind.sentence) \(contract.access.sentence)\(callers(contract))\n\n"
        if let params = method.params {
            text += params.isEmpty ? "No params.\n\n" : "Params:\n\n" + table(params) + "\n"
        }
        text += "Result: \(type(method.result))\n"
        if !contract.faults.isEmpty {
            text += "\n| error | reason | when |\n|---:|---|---|\n"
            for fault in contract.faults { text += "| \(fault.code) | `\(fault.reason)` | \(fault.message) |\n" }
        }
        for example in method.examples {
            text += "\nExample, \(example.name):\n\n```json\n\(try json(example.params))\n```\n\n"
            text += "```json\n\(try json(example.result))\n```\n"
        }
        return text
    }

    private static func callers(_ contract: MethodContract) -> String {
        guard !contract.calledBy.isEmpty else { return "" }
        let names = contract.calledBy.map { "`\($0.rawValue)`" }.sorted().joined(separator: ", ")
        return " Services that call it: \(names)."
    }

    private static func table(_ members: [Schema.Member]) -> String {
        guard !members.isEmpty else { return "No members.\n" }
        var text = "| member | type | |\n|---|---|---|\n"
        for member in members {
            let name = member.isRequired ? "`\(member.name)`" : "`\(member.name)` (optional)"
            text += "| \(name) | \(type(member.schema)) | \(cell(member.description ?? "")) |\n"
        }
        return text
    }

    private static func cell(_ text: String) -> String {
        String(text.flatMap { $0 == "|" ? Array("\\|") : $0 == "\n" ? Array(" ") : [$0] })
    }

    private static func type(_ schema: Schema) -> String {
        switch schema {
        case .any: "any JSON"
        case .boolean: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string(let format, _, let expectation): expectation ?? format ?? "text"
        case .array(let element): "list of \(type(element))"
        case .dictionary(let value): "object by name of \(type(value))"
        case .object: "object"
        case .reference(let name): "[\(name)](#\(anchor(name)))"
        }
    }

    /// As GitHub makes anchors of headings: lower case, without dots.
    private static func anchor(_ heading: String) -> String {
        String(heading.lowercased().filter { $0 != "." })
    }
}

extension MethodKind {
    fileprivate var sentence: String {
        switch self {
        case .query: "Reads only."
        case .mutation: "Changes something: needs `_meta.idempotencyKey`, takes `_meta.dryRun`."
        case .longPoll: "Reads only, and may wait."
        }
    }
}

extension Access {
    private var listedNames: String { names.map { "`\($0)`" }.joined(separator: ", ") }

    fileprivate var sentence: String {
        switch self {
        case .open: "Open to everybody."
        case .principal: "For every authenticated principal."
        case .roles(let roles) where roles.isEmpty: "For services only."
        case .roles: "For the roles " + listedNames + ", over everything."
        case .scoped(_, let sources) where sources.contains(.list):
            "For the roles " + listedNames + "; the answer holds what their grants reach."
        case .scoped: "For the roles " + listedNames + ", where their grants reach."
        }
    }
}
