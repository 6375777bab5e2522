/// What the events service can answer: codes 2000–2999.
extension FaultKind {
    package static let campaignUnknownToEvents = FaultKind(
        2000, "EVENTS_CAMPAIGN_UNKNOWN", .notFound, "No published campaign has this key")
    package static let unitUnknownToEvents = FaultKind(
        2001, "EVENTS_UNIT_UNKNOWN", .notFound, "No unit in force has this key")
    package static let weekUnknown = FaultKind(2010, "WEEK_UNKNOWN", .notFound, "No such local week was declared")
    package static let weekAlreadyDeclared = FaultKind(
        2011, "WEEK_ALREADY_DECLARED", .alreadyExists, "This unit has declared its week: amend it")
    package static let anchorAfterCap = FaultKind(
        2012, "ANCHOR_AFTER_CAP", .failedPrecondition,
        "The week ends after the last day on which its reports are due: the province must confirm it")
    package static let weekHasEnded = FaultKind(
        2013, "WEEK_HAS_ENDED", .failedPrecondition, "After its end a week is amended by the level above")
    package static let eventUnknown = FaultKind(2020, "EVENT_UNKNOWN", .notFound, "No event has this id")
    package static let eventStateWrong = FaultKind(
        2021, "EVENT_STATE_WRONG", .failedPrecondition, "The event's state does not allow this: see its `may`")
    package static let ownWork = FaultKind(
        2022, "OWN_WORK", .permissionDenied, "Who submitted an event does not review it")
    package static let eventOutsideWindow = FaultKind(
        2023, "EVENT_OUTSIDE_WINDOW", .failedPrecondition,
        "A session lies outside the window of its tracks: give outsideWindowReason or move it")
    package static let hostOverlap = FaultKind(
        2024, "HOST_OVERLAP", .failedPrecondition,
        "The host holds another event at that time: set acknowledgesOverlap if that is meant")
    package static let venueUnknown = FaultKind(2030, "VENUE_UNKNOWN", .notFound, "No venue has this id")
    package static let venueNameTaken = FaultKind(
        2031, "VENUE_NAME_TAKEN", .alreadyExists, "A venue of this region has this name")
    package static let venueDoubleBooked = FaultKind(
        2032, "VENUE_DOUBLE_BOOKED", .failedPrecondition, "The venue is taken at that time")

    package static let reportUnknown = FaultKind(2040, "EVENT_REPORT_UNKNOWN", .notFound, "No report of this event")
    package static let reportTooEarly = FaultKind(
        2041, "EVENT_REPORT_TOO_EARLY", .failedPrecondition, "An event is reported on from its begin")
    package static let reportStateWrong = FaultKind(
        2042, "EVENT_REPORT_STATE_WRONG", .failedPrecondition, "The report's state does not allow this: see its `may`")
    package static let reportImplausible = FaultKind(
        2043, "EVENT_REPORT_IMPLAUSIBLE", .failedPrecondition,
        "The figures are not plausible: correct them, or say in `justification` why they are right")
    package static let plannedItemUnknown = FaultKind(
        2050, "PLANNED_ITEM_UNKNOWN", .notFound, "The campaign's list has no planned item with this key")

    package static let ceremonyUnknown = FaultKind(2060, "CEREMONY_UNKNOWN", .notFound, "This event is no ceremony")
    package static let notInvited = FaultKind(
        2061, "NOT_INVITED", .failedPrecondition, "This unit is not invited to the ceremony")
    package static let ceremonyQuotaExceeded = FaultKind(
        2062, "CEREMONY_QUOTA_EXCEEDED", .failedPrecondition, "A unit sends 0 heads up to its quota")
    package static let ceremonyFull = FaultKind(
        2063, "CEREMONY_FULL", .failedPrecondition, "The ceremony has no room for so many")
    package static let nominationUnknown = FaultKind(2070, "NOMINATION_UNKNOWN", .notFound, "No nomination has this id")
    package static let nominationStateWrong = FaultKind(
        2071, "NOMINATION_STATE_WRONG", .failedPrecondition,
        "The nomination's state or level does not allow this: see its `may`")
    package static let nominationRepeated = FaultKind(
        2072, "NOMINATION_REPEATED", .alreadyExists,
        "This person or project is put forward already, or was selected before")
    package static let nominationQuotaExceeded = FaultKind(
        2073, "NOMINATION_QUOTA_EXCEEDED", .failedPrecondition, "The quota for this kind is used up")

    package static let eventsFaults: [FaultKind] = [
        campaignUnknownToEvents, unitUnknownToEvents, weekUnknown, weekAlreadyDeclared, anchorAfterCap, weekHasEnded,
        eventUnknown, eventStateWrong, ownWork, eventOutsideWindow, hostOverlap, venueUnknown, venueNameTaken,
        venueDoubleBooked, reportUnknown, reportTooEarly, reportStateWrong, reportImplausible, plannedItemUnknown,
        ceremonyUnknown, notInvited, ceremonyQuotaExceeded, ceremonyFull, nominationUnknown,
        nominationStateWrong, nominationRepeated, nominationQuotaExceeded,
    ]
}
