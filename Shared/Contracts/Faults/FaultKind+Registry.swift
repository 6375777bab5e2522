/// What the registry service can answer: codes 1000–1999.
extension FaultKind {
    package static let unitUnknown = FaultKind(1001, "UNIT_UNKNOWN", .notFound, "No unit has this key")
    package static let unitKeyTaken = FaultKind(
        1002, "UNIT_KEY_TAKEN", .alreadyExists, "A unit with this key exists: a key is given once and kept")
    package static let codeTaken = FaultKind(
        1003, "CODE_TAKEN", .alreadyExists, "Another unit has or had this code: a void code is never given again")
    package static let unitEnded = FaultKind(
        1004, "UNIT_ENDED", .failedPrecondition, "The unit has ended by then: nothing can be changed of it")
    package static let periodInvalid = FaultKind(
        1005, "PERIOD_INVALID", .invalidArgument, "The end must lie after the beginning")
    package static let unitHasLines = FaultKind(
        1006, "UNIT_HAS_LINES", .failedPrecondition,
        "Units report to it then: give them another line first (see violations)")
    package static let regionUnknown = FaultKind(1010, "REGION_UNKNOWN", .notFound, "No region has this code")
    package static let relationUnknown = FaultKind(1020, "RELATION_UNKNOWN", .notFound, "No relation has this id")
    package static let parentTaken = FaultKind(
        1021, "PARENT_TAKEN", .alreadyExists,
        "The unit reports to another unit on this track in that time: end that relation first")
    package static let relationCycle = FaultKind(
        1022, "RELATION_CYCLE", .failedPrecondition, "The relation would make a unit stand above itself")
    package static let relationExists = FaultKind(
        1023, "RELATION_EXISTS", .alreadyExists, "The same relation stands in an overlapping time")
    package static let calendarMissing = FaultKind(
        1030, "CALENDAR_MISSING", .failedPrecondition, "No calendar of that year is published")
    package static let calendarInvalid = FaultKind(
        1031, "CALENDAR_INVALID", .invalidArgument, "The calendar must hold every day of its year exactly once")
    package static let campaignUnknown = FaultKind(
        1040, "CAMPAIGN_UNKNOWN", .notFound, "No campaign has this key, or none of its versions is published")
    package static let campaignInvalid = FaultKind(
        1041, "CAMPAIGN_INVALID", .invalidArgument, "The campaign file is refused as a whole: see violations")
    package static let campaignSuperseded = FaultKind(
        1042, "CAMPAIGN_SUPERSEDED", .failedPrecondition, "A later version of the campaign is published already")
    package static let contactUnknown = FaultKind(1050, "CONTACT_UNKNOWN", .notFound, "No contact has this id")
    package static let importRefused = FaultKind(
        1060, "IMPORT_REFUSED", .invalidArgument, "The file has bad rows, and nothing of it was written: see violations"
    )
    package static let trackUnknown = FaultKind(
        1070, "TRACK_UNKNOWN", .invalidArgument, "The campaign has no such track")

    package static let principalUnknown = FaultKind(
        1080, "PRINCIPAL_UNKNOWN", .notFound, "No principal has this name")
    package static let principalTaken = FaultKind(
        1081, "PRINCIPAL_TAKEN", .alreadyExists, "A principal has or had this name: it is given once and kept")
    package static let grantUnknown = FaultKind(1082, "GRANT_UNKNOWN", .notFound, "No grant has this id")
    package static let grantBeyondOwn = FaultKind(
        1083, "GRANT_BEYOND_OWN", .permissionDenied, "Nobody gives a role that reaches further than their own")
    package static let keyUnknown = FaultKind(1084, "KEY_UNKNOWN", .notFound, "No key has this id")
    package static let keyEnded = FaultKind(
        1085, "KEY_ENDED", .failedPrecondition, "The key is revoked or has expired: make a new one")
    package static let selectionEmpty = FaultKind(
        1086, "SELECTION_EMPTY", .failedPrecondition, "No unit in your reach fits the selector")
    package static let tokenNeedsKey = FaultKind(
        1087, "TOKEN_NEEDS_KEY", .failedPrecondition, "A token is issued to who came with a key, not with a token")
    package static let tokensOff = FaultKind(
        1088, "TOKENS_OFF", .failedPrecondition, "This registry has no key to sign tokens with (WEEK_TOKEN_KEY_FILE)")

    package static let registryFaults: [FaultKind] = [
        unitUnknown, unitKeyTaken, codeTaken, unitEnded, periodInvalid, unitHasLines, regionUnknown, relationUnknown,
        parentTaken,
        relationCycle, relationExists, calendarMissing, calendarInvalid, campaignUnknown, campaignInvalid,
        campaignSuperseded, contactUnknown, importRefused, trackUnknown, principalUnknown, principalTaken, grantUnknown,
        grantBeyondOwn, keyUnknown, keyEnded, selectionEmpty, tokenNeedsKey, tokensOff,
    ]
}
