/// What the reporting service can answer: codes 3000–3999.
extension FaultKind {
    package static let campaignUnpublished = FaultKind(
        3001, "CAMPAIGN_UNPUBLISHED", .failedPrecondition, retryable: true,
        "The reporting service knows no published campaign of this key yet")
    package static let unitUnknownHere = FaultKind(
        3003, "UNIT_UNKNOWN_HERE", .notFound, retryable: true, "The reporting service knows no unit of this key")
    package static let formInvalid = FaultKind(3010, "FORM_INVALID", .invalidArgument, "The form is not sound")
    package static let formUnknown = FaultKind(3011, "FORM_UNKNOWN", .notFound, "There is no such form or version")
    package static let policyUnknown = FaultKind(3020, "POLICY_UNKNOWN", .notFound, "There is no such policy")
    package static let policyOutdated = FaultKind(
        3021, "POLICY_OUTDATED", .aborted, "The campaign has a later version by now: draft again")
    package static let deadlineInvalid = FaultKind(
        3022, "DEADLINE_INVALID", .invalidArgument, "The deadline is not one the calculus can read")
    package static let ruleNeverMet = FaultKind(
        3023, "RULE_NEVER_MET", .failedPrecondition, "A rule cannot be met by the units named")
    package static let obligationUnknown = FaultKind(
        3030, "OBLIGATION_UNKNOWN", .notFound, "There is no such obligation")
    package static let obligationNotAForm = FaultKind(
        3031, "OBLIGATION_NOT_A_FORM", .failedPrecondition, "This obligation is not met by filing a form")
    package static let obligationClosed = FaultKind(
        3032, "OBLIGATION_CLOSED", .failedPrecondition, "The obligation has ended; nothing can be filed for it")
    package static let obligationNotOpen = FaultKind(
        3033, "OBLIGATION_NOT_OPEN", .failedPrecondition, retryable: true,
        "Nothing can be filed before the window opens")
    package static let submissionUnknown = FaultKind(
        3040, "SUBMISSION_UNKNOWN", .notFound, "There is no such submission")
    package static let submissionState = FaultKind(
        3041, "SUBMISSION_STATE", .failedPrecondition, "The submission's state does not allow this")
    package static let submissionInvalid = FaultKind(
        3042, "SUBMISSION_INVALID", .invalidArgument, "The payload breaks rules of the form")
    package static let versionUnknown = FaultKind(3043, "VERSION_UNKNOWN", .notFound, "There is no such version")
    package static let reasonRequired = FaultKind(3044, "REASON_REQUIRED", .invalidArgument, "Say why")
    package static let ownSubmission = FaultKind(
        3045, "OWN_SUBMISSION", .permissionDenied, "Nobody decides about what they filed themselves")
    package static let materialInvalid = FaultKind(
        3050, "MATERIAL_INVALID", .invalidArgument, "The material is not complete")
    package static let materialUnknown = FaultKind(3051, "MATERIAL_UNKNOWN", .notFound, "There is no such material")
    package static let materialStateWrong = FaultKind(
        3052, "MATERIAL_STATE", .failedPrecondition, "The material's state does not allow this")
    package static let nilAttested = FaultKind(
        3060, "NIL_ATTESTED", .failedPrecondition, "A nil return was attested for this obligation")
    package static let nilRefused = FaultKind(
        3061, "NIL_REFUSED", .failedPrecondition, "Something that is not zero was filed for this obligation")

    package static let grantorNotAbove = FaultKind(
        3070, "GRANTOR_NOT_ABOVE", .permissionDenied,
        "Only a unit above may grant this; beyond the cap only the province")
    package static let reliefInvalid = FaultKind(
        3071, "RELIEF_INVALID", .invalidArgument, "The end does not fit the obligation")
    package static let reliefUnknown = FaultKind(
        3072, "RELIEF_UNKNOWN", .notFound, "There is no such extension or waiver in force")

    package static let childrenOpen = FaultKind(
        3046, "CHILDREN_OPEN", .failedPrecondition, "Units below are neither accepted, nil nor waived: name them")
    package static let figureUnknown = FaultKind(
        3080, "FIGURE_UNKNOWN", .notFound, "The form has no such field with a measure")
    package static let rollUpNothingDeclared = FaultKind(
        3081, "ROLLUP_NOTHING_DECLARED", .failedPrecondition, "The node has declared nothing and filed nothing")
    package static let rollUpSealed = FaultKind(
        3082, "ROLLUP_SEALED", .failedPrecondition, "The declaration is sealed: unseal it first")
    package static let rollUpNotSealed = FaultKind(
        3083, "ROLLUP_NOT_SEALED", .failedPrecondition, "The declaration is not sealed")
    package static let rollUpStale = FaultKind(
        3084, "ROLLUP_STALE", .failedPrecondition, "Filings below changed after it was declared: declare again")
    package static let rollUpUnexplained = FaultKind(
        3085, "ROLLUP_UNEXPLAINED", .failedPrecondition, "A difference has no note")
    package static let bulletinUnknown = FaultKind(3090, "BULLETIN_UNKNOWN", .notFound, "There is no such bulletin")
    package static let bulletinAhead = FaultKind(
        3091, "BULLETIN_AHEAD", .invalidArgument, "A bulletin tells what was, not what will be")
    package static let receiptUnknown = FaultKind(3095, "RECEIPT_UNKNOWN", .notFound, "There is no such receipt")

    package static let uploadUnknown = FaultKind(3100, "UPLOAD_UNKNOWN", .notFound, "There is no such open upload")
    package static let blobUnknown = FaultKind(3101, "BLOB_UNKNOWN", .notFound, "Nothing is stored under this digest")
    package static let blobInvalid = FaultKind(3102, "BLOB_INVALID", .invalidArgument, "The file or chunk is not right")
    package static let blobTooLarge = FaultKind(
        3103, "BLOB_TOO_LARGE", .invalidArgument, "The file is larger than one may be")
    package static let blobQuota = FaultKind(
        3104, "BLOB_QUOTA", .resourceExhausted, "The unit's room for files is used up")
    package static let blobIncomplete = FaultKind(
        3105, "BLOB_INCOMPLETE", .failedPrecondition, "Chunks are missing: ask `stat` which")
    package static let blobDigestWrong = FaultKind(
        3106, "BLOB_DIGEST_WRONG", .dataLoss, "What arrived is not what was announced: send it again")
    package static let blobTypeRefused = FaultKind(
        3107, "BLOB_TYPE_REFUSED", .invalidArgument, "By its content it is no picture, video or document")
    package static let blobFrozen = FaultKind(3108, "BLOB_FROZEN", .failedPrecondition, "The file is part of a filing")
    package static let attachmentMissing = FaultKind(
        3109, "ATTACHMENT_MISSING", .failedPrecondition, "An attachment is not stored, or not by this unit")

    package static let materialRights = FaultKind(
        3053, "MATERIAL_RIGHTS", .failedPrecondition, "Nobody said what may be done with it: it cannot be published")
    package static let channelUnknown = FaultKind(
        3054, "CHANNEL_UNKNOWN", .notFound, "The campaign has no such channel")
    package static let alreadyPublished = FaultKind(
        3055, "ALREADY_PUBLISHED", .alreadyExists, "It stands on this channel already")

    package static let importUnreadable = FaultKind(
        3120, "IMPORT_UNREADABLE", .invalidArgument, "The file cannot be read")
    package static let importInvalid = FaultKind(
        3121, "IMPORT_INVALID", .invalidArgument, "Cells of the file cannot be read; nothing was saved")

    package static let archiveTooLarge = FaultKind(
        3125, "ARCHIVE_TOO_LARGE", .outOfRange, "The filings of this unit are more than one answer holds")

    package static let requestOpen = FaultKind(
        3073, "REQUEST_OPEN", .alreadyExists, "A request for this obligation waits for an answer already")
    package static let requestUnknown = FaultKind(3074, "REQUEST_UNKNOWN", .notFound, "There is no such open request")

    package static let reportingFaults: [FaultKind] = [
        requestOpen, requestUnknown,
        archiveTooLarge,
        importUnreadable, importInvalid,
        materialRights, channelUnknown, alreadyPublished,
        uploadUnknown, blobUnknown, blobInvalid, blobTooLarge, blobQuota, blobIncomplete, blobDigestWrong,
        blobTypeRefused, blobFrozen, attachmentMissing,
        childrenOpen, figureUnknown, rollUpNothingDeclared, rollUpSealed, rollUpNotSealed, rollUpStale,
        rollUpUnexplained, bulletinUnknown, bulletinAhead,
        campaignUnpublished, unitUnknownHere, formInvalid, formUnknown, policyUnknown, policyOutdated,
        deadlineInvalid, ruleNeverMet, obligationUnknown, obligationNotAForm, obligationClosed, obligationNotOpen,
        submissionUnknown, submissionState, submissionInvalid, versionUnknown, reasonRequired, materialInvalid,
        materialUnknown, materialStateWrong, nilAttested, nilRefused, ownSubmission,
        grantorNotAbove, reliefInvalid, reliefUnknown, receiptUnknown,
    ]
}
