/// What the notifications service can answer: codes 4000–4999.
extension FaultKind {
    package static let campaignUnknownToNotifications = FaultKind(
        4000, "NOTIFICATIONS_CAMPAIGN_UNKNOWN", .notFound, "No published campaign has this key")
    package static let policyUnknownToNotifications = FaultKind(
        4001, "REMINDER_POLICY_UNKNOWN", .notFound, "No such reminder policy, or none is in force for this campaign")
    package static let windowInverted = FaultKind(
        4002, "WINDOW_INVERTED", .invalidArgument, "The window's begin lies after its end")
    package static let runUnknown = FaultKind(4010, "RUN_UNKNOWN", .notFound, "No run has this id")
    package static let intentUnknown = FaultKind(4020, "INTENT_UNKNOWN", .notFound, "No intent has this id")
    package static let intentStateWrong = FaultKind(
        4021, "INTENT_STATE_WRONG", .failedPrecondition, "The intent is in a state in which this cannot be done")
    package static let suppressionUnknown = FaultKind(
        4030, "SUPPRESSION_UNKNOWN", .notFound, "No suppression has this id")

    package static let notificationsFaults: [FaultKind] = [
        campaignUnknownToNotifications, policyUnknownToNotifications, windowInverted, runUnknown, intentUnknown,
        intentStateWrong, suppressionUnknown,
    ]
}
