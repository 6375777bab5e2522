import Shared

/// 代报: who files and is not of the unit files in its name, and what is filed says so, whether the caller does or not.
enum Proxy {
    /// The unit that is filed for when another one files; nil when it files for itself.
    ///
    /// Throws `INVALID_PARAMS` when the caller names another unit than the one that owes.
    static func unit(filing claimed: UnitKey?, for unit: UnitKey, _ effect: Effect) throws(Fault) -> UnitKey? {
        guard claimed == nil || claimed == unit else {
            let detail = "must be the unit that owes it, \(unit)"
            throw Fault(
                .invalidParams, violations: [Violation(path: "params.onBehalfOf", rule: "wrong_value", detail: detail)])
        }
        return effect.authority.isOfUnit(unit, for: .file) ? nil : unit
    }
}
