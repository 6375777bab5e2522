import Shared

/// Whether something may still be filed for an obligation. The one function on every path that writes (Q3): drafts,
/// versions, materials, nil returns.
enum Gate {
    /// - Parameter receivedAt: when the last byte of the call was read, which is what decides (Q2).
    static func refusal(_ obligation: Obligation, receivedAt: Instant, for verb: Verb) -> Fault? {
        if let endedAt = obligation.endedAt, receivedAt >= endedAt {
            return Fault(.obligationClosed, violations: [at("endedAt", "it ended at \(endedAt)")])
        }
        if obligation.nilAt != nil, verb != .attest {
            return Fault(.nilAttested)
        }
        if receivedAt < obligation.opensAt, verb.needsOpenWindow {
            return Fault(.obligationNotOpen, violations: [at("opensAt", "it opens at \(obligation.opensAt)")])
        }
        if obligation.late == .refused, let due = obligation.effectiveDue, receivedAt >= due, verb != .draft {
            return Fault(.obligationClosed, violations: [at("deadline.dueAt", "it was due before \(due)")])
        }
        return nil
    }

    enum Verb: String {
        /// Open or save a draft: nothing is filed yet.
        case draft
        case file
        case attest

        var needsOpenWindow: Bool {
            switch self {
            case .draft: false
            case .file, .attest: true
            }
        }
    }

    private static func at(_ path: String, _ detail: String) -> Violation {
        Violation(path: "obligation.\(path)", rule: "gate", detail: detail)
    }
}
