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
    package static let deliveryUnknown = FaultKind(4022, "DELIVERY_UNKNOWN", .notFound, "No delivery has this id")
    package static let runNotReplayable = FaultKind(
        4011, "RUN_NOT_REPLAYABLE", .failedPrecondition, "What the run knew was not kept: it is older than that")
    package static let templateUnknown = FaultKind(
        4040, "TEMPLATE_UNKNOWN", .notFound, "No step and no notice of the campaign names this template")
    package static let templateIncomplete = FaultKind(
        4041, "TEMPLATE_INCOMPLETE", .failedPrecondition, "A text is missing, or names a variable that nothing fills")
    package static let nothingToPreview = FaultKind(
        4042, "NOTHING_TO_PREVIEW", .failedPrecondition, "Nothing is there yet that could fill the template")
    package static let channelNotConfigured = FaultKind(
        4050, "CHANNEL_NOT_CONFIGURED", .failedPrecondition, "The recipient has no verified contact on this channel")
    package static let suppressionUnknown = FaultKind(
        4030, "SUPPRESSION_UNKNOWN", .notFound, "No suppression has this id")

    package static let notificationsFaults: [FaultKind] = [
        campaignUnknownToNotifications, policyUnknownToNotifications, windowInverted, runUnknown, intentUnknown,
        intentStateWrong, suppressionUnknown, deliveryUnknown, runNotReplayable, templateUnknown, templateIncomplete,
        nothingToPreview, channelNotConfigured,
    ]
}
