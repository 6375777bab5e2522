package import Contracts
import JSONRPC

/// The files of `docs/rpc`, as `week rpc-docs` writes them and a test compares them.
package enum RPCDocuments {
    /// File name → contents, for one service.
    package static func files(
        service: String, version: String, methods: [any RPCMethod.Type]
    ) throws -> [String: String] {
        let document = try OpenRPCDocument.make(
            service: service, version: version, methods: methods + ProtocolAPI.methods)
        return [
            "\(service).openrpc.json": try pretty(document) + "\n",
            "\(service).md": try RPCReference.markdown(document, json: { try pretty($0) }),
        ]
    }

    /// JSON over several lines, two spaces deep.
    package static func pretty(_ value: some Encodable) throws -> String {
        var writer = JSONWriter()
        try writer.encode(value)
        var text = ""
        write(try JSONDocument.parse(writer.bytes).root, indent: "\n", to: &text)
        return text
    }

    private static func write(_ node: JSONNode, indent: String, to text: inout String) {
        let inner = indent + "  "
        switch node.kind {
        case .array where node.count > 0:
            text += "["
            for (index, element) in node.elements.enumerated() {
                text += (index == 0 ? "" : ",") + inner
                write(element, indent: inner, to: &text)
            }
            text += indent + "]"
        case .object where node.count > 0:
            text += "{"
            for (index, member) in node.members.enumerated() {
                text += (index == 0 ? "" : ",") + inner + member.name.rawText + ": "
                write(member.value, indent: inner, to: &text)
            }
            text += indent + "}"
        case .array, .object, .null, .bool, .number, .string:
            text += node.rawText
        }
    }
}
