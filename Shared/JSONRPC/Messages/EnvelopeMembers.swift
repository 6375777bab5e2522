/// The members of a message that mean something; all others are ignored.
enum EnvelopeName: String {
    case jsonrpc, id, method, params, result, error, traceparent
}

/// Where on the tape those members stand: one walk, no node made of what nobody wants.
struct EnvelopeMembers {
    private let document: JSONDocument
    // Indices of the values; 0, where the message itself stands, for a member that is absent.
    private var jsonrpc = 0
    private var id = 0
    private var method = 0
    private var params = 0
    private var result = 0
    private var error = 0
    private var traceparent = 0
    /// The first member that stands twice.
    private(set) var twice: EnvelopeName?
    private(set) var idIsTwice = false

    init(_ object: JSONNode) {
        document = object.document
        let end = object.word.payload
        var at = object.index + 1
        while at < end {
            if let name = Self.name(at, in: document) { put(name, at + 1) }
            at = document.next(at + 1)
        }
    }

    subscript(name: EnvelopeName) -> JSONNode? {
        let place = place(name)
        return place == 0 ? nil : JSONNode(document: document, index: place)
    }

    func has(_ name: EnvelopeName) -> Bool {
        place(name) != 0
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

    private func place(_ name: EnvelopeName) -> Int {
        switch name {
        case .jsonrpc: jsonrpc
        case .id: id
        case .method: method
        case .params: params
        case .result: result
        case .error: error
        case .traceparent: traceparent
        }
    }

    private mutating func put(_ name: EnvelopeName, _ index: Int) {
        if place(name) != 0 {
            twice = twice ?? name
            idIsTwice = idIsTwice || name == .id
        }
        switch name {
        case .jsonrpc: jsonrpc = index
        case .id: id = index
        case .method: method = index
        case .params: params = index
        case .result: result = index
        case .error: error = index
        case .traceparent: traceparent = index
        }
    }
}
