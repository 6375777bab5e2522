import Shared

/// What the violation of a rule of the schema means to a caller.
enum Constraints {
    static let faults: [String: FaultKind] = [
        "local_weeks_unit_once": .weekAlreadyDeclared,
        "venues_name_once": .venueNameTaken,
        "sessions_venue_not_double_booked": .venueDoubleBooked,
        "sessions_venue_known": .venueUnknown,
        "invitations_attending_within_quota": .ceremonyQuotaExceeded,
        "nominations_subject_once": .nominationRepeated,
        "nominations_decider_not_proposer": .ownWork,
        "events_planned_item_known": .plannedItemUnknown,
        "event_reports_verifier_not_submitter": .ownWork,
        "events_reviewer_not_submitter": .ownWork,
    ]
}
