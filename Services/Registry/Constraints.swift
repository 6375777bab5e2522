import Shared

/// What the violation of a rule of the schema means to a caller.
enum Constraints {
    static let faults: [String: FaultKind] = [
        "units_key_once": .unitKeyTaken,
        "unit_versions_region_fkey": .regionUnknown,
        "unit_codes_code_of_one_unit": .codeTaken,
        "relations_one_parent": .parentTaken,
        "relations_once": .relationExists,
        "principals_unit_fkey": .unitUnknown,
        "grants_unit_fkey": .unitUnknown,
    ]
}
