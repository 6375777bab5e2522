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
        let document = node.document
        let members = EnvelopeMembers(of: node.index, in: document)
        // The id first, so that whatever else is wrong is answered under it.
        var id: RequestID?
        if members.id != 0 {
            let idNode = JSONNode(document: document, index: members.id)
            guard !members.idIsTwice, let readable = RequestID(idNode, limits: limits) else {
                let detail = "the id is one string, number or null of at most \(limits.idBytes) bytes"
                return .invalid(id: .null, .invalidRequest(detail))
            }
            id = readable
        }
        do throws(ProtocolFault) {
            if let twice = members.twice { throw .invalidRequest("the message has two members \(twice.rawValue)") }
            guard members.jsonrpc != 0, document.isString(members.jsonrpc, "2.0") else {
                throw .invalidRequest("jsonrpc must be the string 2.0")
            }
            if members.method == 0, members.result != 0 || members.error != 0 {
                return .response(try IncomingResponse(members, of: document, id: id))
            }
            return .call(try IncomingCall(members, of: document, id: id, limits: limits))
        } catch {
            return .invalid(id: id ?? .null, error)
        }
    }
}

extension IncomingCall {
    fileprivate init(
        _ members: EnvelopeMembers, of document: JSONDocument, id: RequestID?, limits: WireLimits
    ) throws(ProtocolFault) {
        guard members.result == 0, members.error == 0 else {
            throw .invalidRequest("a message is a request or a response, not both")
        }
        guard members.method != 0, Self.isMethod(members.method, in: document, limits: limits) else {
            throw .invalidRequest("method must be a string of at most \(limits.methodBytes) bytes")
        }
        var params = members.params
        if params != 0 {
            let tag = document.word(params).tag
            // Null is as if they were absent.
            if tag == .null { params = 0 }
            guard tag == .null || tag.isContainer else {
                throw .invalidRequest("params must be an object or an array")
            }
        }
        let traceparent = members.traceparent
        self.init(
            id: id, document: document, methodIndex: members.method, paramsIndex: params,
            traceparent: traceparent == 0 ? nil : JSONNode(document: document, index: traceparent).string)
    }

    private static func isMethod(_ index: Int, in document: JSONDocument, limits: WireLimits) -> Bool {
        let word = document.word(index)
        guard word.payload <= limits.methodBytes else { return false }
        switch word.tag {
        case .string: return true
        case .escaped: return JSONNode(document: document, index: index).string != nil
        case .null, .false, .true, .integer, .decimal, .array, .object, .close: return false
        }
    }
}

extension IncomingResponse {
    fileprivate init(
        _ members: EnvelopeMembers, of document: JSONDocument, id: RequestID?
    ) throws(ProtocolFault) {
        guard let id else { throw .invalidRequest("a response has an id") }
        guard (members.result != 0) != (members.error != 0) else {
            throw .invalidRequest("a response has exactly one of result and error")
        }
        if members.result != 0 {
            self.init(id: id, outcome: .result(JSONNode(document: document, index: members.result)))
            return
        }
        let error = JSONNode(document: document, index: members.error)
        guard error.kind == .object, let code = error["code"]?.int64, let message = error["message"]?.string else {
            throw .invalidRequest("error must be an object with an integer code and a message")
        }
        self.init(id: id, outcome: .error(code: Int(code), message: message, data: error["data"]))
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
