import Shared

/// The answer to "what may I do now, and why not the rest" about one thing: verbs in their order, each allowed or blocked
/// by the first thing in its way. What the caller's grants do not reach is said first: the rest is not theirs to know.
struct Verbs {
    private let authority: Authority
    private let point: ScopePoint
    private var allowed: [Permission: Bool] = [:]
    private(set) var may: [String] = []
    private(set) var blockedBy: [Blocker] = []

    init(_ authority: Authority, over point: ScopePoint) {
        self.authority = authority
        self.point = point
    }

    /// - Parameters:
    ///   - permission: what the verb's method asks for.
    ///   - fault: what it would be answered with; nil when it would be done.
    ///   - ref: what stands in the way.
    mutating func add(_ verb: String, needs permission: Permission, unless fault: FaultKind?, ref: String? = nil) {
        if !allows(permission) {
            blockedBy.append(Blocker(verb: verb, reason: FaultKind.permissionDenied.reason))
        } else if let fault {
            blockedBy.append(Blocker(verb: verb, reason: fault.reason, ref: ref))
        } else {
            may.append(verb)
        }
    }

    private mutating func allows(_ permission: Permission) -> Bool {
        if let known = allowed[permission] { return known }
        let answer = authority.allows(permission, over: point)
        allowed[permission] = answer
        return answer
    }
}
