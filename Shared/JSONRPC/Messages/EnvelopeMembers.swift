/// The members of a message that mean something; all others are ignored.
enum EnvelopeName: String {
    case jsonrpc, id, method, params, result, error, traceparent
}

/// Where on the tape those members stand: one walk, no node made of what nobody wants.
struct EnvelopeMembers {
    // Indices of the values; 0, where the message itself stands, for a member that is absent.
    private(set) var jsonrpc = 0
    private(set) var id = 0
    private(set) var method = 0
    private(set) var params = 0
    private(set) var result = 0
    private(set) var error = 0
    private(set) var traceparent = 0
    /// The first member that stands twice.
    private(set) var twice: EnvelopeName?
    private(set) var idIsTwice = false

    /// - Parameter object: the index of the message, an object.
    init(of object: Int, in document: JSONDocument) {
        let end = document.word(object).payload
        var at = object + 1
        while at < end {
            if let name = Self.name(at, in: document) { put(name, at + 1) }
            at = document.next(at + 1)
        }
    }

    /// By length first, so that a name is compared with at most three.
    @inline(__always)
    private static func name(_ index: Int, in document: JSONDocument) -> EnvelopeName? {
        let word = document.word(index)
        if word.tag == .escaped {
            return JSONNode(document: document, index: index).string.flatMap(EnvelopeName.init(rawValue:))
        }
        switch word.payload {
        case 2: return document.isString(index, "id") ? .id : nil
        case 5: return document.isString(index, "error") ? .error : nil
        case 6:
            if document.isString(index, "method") { return .method }
            if document.isString(index, "params") { return .params }
            return document.isString(index, "result") ? .result : nil
        case 7: return document.isString(index, "jsonrpc") ? .jsonrpc : nil
        case 11: return document.isString(index, "traceparent") ? .traceparent : nil
        default: return nil
        }
    }

    private mutating func put(_ name: EnvelopeName, _ index: Int) {
        let earlier: Int
        switch name {
        case .jsonrpc: (earlier, jsonrpc) = (jsonrpc, index)
        case .id: (earlier, id) = (id, index)
        case .method: (earlier, method) = (method, index)
        case .params: (earlier, params) = (params, index)
        case .result: (earlier, result) = (result, index)
        case .error: (earlier, error) = (error, index)
        case .traceparent: (earlier, traceparent) = (traceparent, index)
        }
        if earlier != 0 {
            twice = twice ?? name
            idIsTwice = idIsTwice || name == .id
        }
    }
}
