import Shared

/// What the violation of a rule of the schema means to a caller.
enum Constraints {
    static let faults: [String: FaultKind] = [
        "submission_versions_append_only": .submissionState,
        "reviews_return_has_reason": .reasonRequired,
        "nil_returns_reason_given": .reasonRequired,
        "nil_returns_pkey": .nilAttested,
        "extension_requests_open_once": .requestOpen,
        "publications_once": .alreadyPublished,
        "publications_pkey": .alreadyPublished,
        "publications_rights_given": .materialRights,
        "reliefs_basis_given": .reasonRequired,
    ]
}
