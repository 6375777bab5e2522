import Shared

extension PageRequest {
    /// The position of a list sorted by id. Throws `INVALID_PARAMS` for the `next` of another list.
    func afterID() throws(Fault) -> UniqueID? {
        guard let after else { return nil }
        guard let id = UniqueID(after) else {
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(
                        path: "params.after", rule: "wrong_value", detail: "must be the `next` of this list's last page"
                    )
                ])
        }
        return id
    }
}
