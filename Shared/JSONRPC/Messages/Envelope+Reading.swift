extension Envelope {
    /// Judges a document by JSON-RPC 2.0, strictly: member by member, every violation with the id it can be answered under.
    ///
    /// Costs one walk over the envelope's members; params and results are not touched.
    package static func read(_ document: JSONDocument, limits: WireLimits = WireLimits()) -> Envelope {
        let root = document.root
        switch root.kind {
        case .object:
            return .single(IncomingMessage.read(root, limits: limits))
        case .array:
            let count = root.count
            guard count > 0 else { return .refused(.invalidRequest("the batch is empty")) }
            guard count <= limits.batchMembers else {
                return .refused(.batchTooLarge(count: count, limit: limits.batchMembers))
            }
            return .batch(root.elements.map { IncomingMessage.read($0, limits: limits) })
        case .null, .bool, .number, .string:
            return .refused(.invalidRequest("a message is an object or an array of objects"))
        }
    }
}

extension IncomingMessage {
    static func read(_ node: JSONNode, limits: WireLimits) -> IncomingMessage {
        guard node.kind == .object else {
            return .invalid(id: .null, .invalidRequest("a message is an object, not \(node.kind.withArticle)"))
        }
        let members = EnvelopeMembers(node)
        // The id first, so that whatever else is wrong is answered under it.
        var id: RequestID?
        if let idNode = members[.id] {
            guard !members.idIsTwice, let readable = RequestID(idNode, limits: limits) else {
                let detail = "the id is one string, number or null of at most \(limits.idBytes) bytes"
                return .invalid(id: .null, .invalidRequest(detail))
            }
            id = readable
        }
        do throws(ProtocolFault) {
            if let twice = members.twice { throw .invalidRequest("the message has two members \(twice.rawValue)") }
            guard let version = members[.jsonrpc], version.isString("2.0") else {
                throw .invalidRequest("jsonrpc must be the string 2.0")
            }
            if !members.has(.method), members.has(.result) || members.has(.error) {
                return .response(try IncomingResponse(members, id: id))
            }
            return .call(try IncomingCall(members, id: id, limits: limits))
        } catch {
            return .invalid(id: id ?? .null, error)
        }
    }
}

extension IncomingCall {
    fileprivate init(_ members: EnvelopeMembers, id: RequestID?, limits: WireLimits) throws(ProtocolFault) {
        guard !members.has(.result), !members.has(.error) else {
            throw .invalidRequest("a message is a request or a response, not both")
        }
        guard let node = members[.method], node.kind == .string, node.rawByteCount - 2 <= limits.methodBytes,
            node.word.tag == .string || node.string != nil
        else { throw .invalidRequest("method must be a string of at most \(limits.methodBytes) bytes") }
        var params = members[.params]
        switch params?.kind {
        case nil, .array, .object: break
        case .null: params = nil
        case .bool, .number, .string: throw .invalidRequest("params must be an object or an array")
        }
        self.init(id: id, methodNode: node, params: params, traceparent: members[.traceparent]?.string)
    }
}

extension IncomingResponse {
    fileprivate init(_ members: EnvelopeMembers, id: RequestID?) throws(ProtocolFault) {
        guard let id else { throw .invalidRequest("a response has an id") }
        switch (members[.result], members[.error]) {
        case (let result?, nil):
            self.init(id: id, outcome: .result(result))
        case (nil, let error?):
            guard error.kind == .object, let code = error["code"]?.int64, let message = error["message"]?.string else {
                throw .invalidRequest("error must be an object with an integer code and a message")
            }
            self.init(id: id, outcome: .error(code: Int(code), message: message, data: error["data"]))
        default:
            throw .invalidRequest("a response has exactly one of result and error")
        }
    }
}

extension JSONNode.Kind {
    /// For error texts: `an array`, `null`.
    var withArticle: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
