extension FaultKind {
    /// The fault as a caller may meet it, with everything that may stand in its data for this kind: the example of the
    /// OpenRPC document and of the reference. `scripts/fault-table` holds it against what the services throw.
    package var example: Fault {
        var fault = Fault(self, traceID: Self.exampleTraceID)
        let violation =
            protocolViolation ?? registryViolation ?? eventsViolation ?? reportingViolation ?? notificationsViolation
        fault.violations = violation.map { [$0] } ?? []
        switch self {
        case .requestTooBig: fault.limit = RPCLimits().requestBytes
        case .responseTooBig, .batchResponseTooLarge: fault.limit = RPCLimits().responseBytes
        case .batchTooLarge: fault.limit = RPCLimits().batchMembers
        case .busy:
            fault.retryAfterMs = 50
            fault.limit = RPCLimits().callsInFlight
        case .rateLimited: fault.retryAfterMs = 1000
        case .dependencyUnavailable: fault.retryAfterMs = 500
        case .keyInProgress, .campaignUnpublished: fault.retryAfterMs = 200
        case .revisionConflict: fault.currentRevision = 7
        case .archiveTooLarge: fault.limit = 7_340_032
        case .blobTooLarge: fault.limit = 1_073_741_824
        case .blobQuota: fault.limit = 10_737_418_240
        default: break  // The others say all they have to say by their kind, and by what is wrong with the input.
        }
        return fault
    }

    private static let exampleTraceID = "0af7651916cd43dd8448eb211c80319c"

    private var protocolViolation: Violation? {
        switch self {
        case .parseError:
            Violation(path: "message", rule: "protocol", detail: "a byte that cannot stand here at byte 39")
        case .invalidRequest: Violation(path: "message", rule: "protocol", detail: "the batch is empty")
        case .requestTooBig:
            Violation(path: "message", rule: "protocol", detail: "a message has at most 4194304 bytes")
        case .batchTooLarge:
            Violation(path: "message", rule: "protocol", detail: "the batch has 101 members, at most 100 are read")
        case .invalidParams:
            Violation(path: "params.limit", rule: "wrong_type", detail: "must be an integer, is a string")
        default: nil
        }
    }

    private var registryViolation: Violation? {
        switch self {
        case .calendarInvalid: Violation(path: "params.days[2].date", rule: "duplicate", detail: "2026-05-03")
        case .campaignInvalid:
            Violation(path: "line 12: tracks.lifelong.window.end", rule: "order", detail: "lies before the beginning")
        case .importRefused: Violation(path: "line 7: region", rule: "unknown", detail: "no region has the code 349999")
        case .unitHasLines: Violation(path: "moe:3634012345", rule: "reports_to", detail: "to city:340100")
        default: nil
        }
    }

    private var eventsViolation: Violation? {
        switch self {
        case .anchorAfterCap:
            Violation(
                path: "params.end", rule: "after_cap",
                detail: "what rule summary asks for is due by 2026-05-31T23:59:59+08:00")
        case .eventOutsideWindow:
            Violation(
                path: "params.content.sessions[0]", rule: "outside_window",
                detail: "lies in no window of its tracks and in no week its host's line declared")
        case .hostOverlap:
            Violation(
                path: "params.content.sessions[0]", rule: "host_overlap",
                detail: "the host holds event 019e2f6c-0000-7000-8000-000000000001 at that time")
        case .reportImplausible:
            Violation(path: "params.content.onSite", rule: "more_than_places", detail: "more than the place holds")
        case .unitUnknownToEvents:
            Violation(path: "params.content.host", rule: "unknown_unit", detail: "no unit in force has the key moe:1")
        default: nil
        }
    }

    private var reportingViolation: Violation? {
        switch self {
        case .attachmentMissing:
            Violation(path: "params.attachments[0]", rule: "not_stored", detail: "the unit has stored no such file")
        case .blobInvalid: Violation(path: "params.digest", rule: "digest", detail: "64 hexadecimal digits")
        case .childrenOpen:
            Violation(path: "params.proceedWithout", rule: "required", detail: "county:340123 (肥西县) is due")
        case .deadlineInvalid:
            Violation(path: "params.expression", rule: "wrong_value", detail: "must be a due expression")
        case .formInvalid: Violation(path: "params.form.rules[3].key", rule: "repeated", detail: "sum is there twice")
        case .formUnknown:
            Violation(path: "forms.annex3", rule: "unpublished", detail: "a rule asks for the form annex3")
        case .grantorNotAbove:
            Violation(path: "params.by", rule: "relief", detail: "city:340200 is not above county:340123")
        case .importInvalid: Violation(path: "附件3!C7", rule: "unreadable", detail: "must be a whole number")
        case .importUnreadable: Violation(path: "params.data", rule: "unreadable", detail: "not a workbook")
        case .materialInvalid: Violation(path: "params.title", rule: "required", detail: "1…200 characters")
        case .materialStateWrong: Violation(path: "material.state", rule: "state", detail: "it is rejected")
        case .obligationClosed:
            Violation(path: "obligation.endedAt", rule: "gate", detail: "it ended at 2026-06-01T00:00:00+08:00")
        case .obligationNotOpen:
            Violation(path: "obligation.opensAt", rule: "gate", detail: "it opens at 2026-05-10T00:00:00+08:00")
        case .reliefInvalid: Violation(path: "params.until", rule: "relief", detail: "must lie after the due time")
        case .rollUpStale:
            Violation(path: "inputs.county:340123", rule: "stale", detail: "another version counts now")
        case .rollUpUnexplained:
            Violation(path: "notes.visitors", rule: "required", detail: "“参与人次”与下级合计不一致，应说明原因")
        case .ruleNeverMet:
            Violation(
                path: "rules.summary", rule: "never_met", detail: "the week ends after the cap for county:340123")
        case .submissionInvalid:
            Violation(path: "params.payload", rule: "required", detail: "give it, or save a draft")
        case .submissionState: Violation(path: "submission.state", rule: "state", detail: "it is accepted")
        default: nil
        }
    }

    private var notificationsViolation: Violation? {
        switch self {
        case .templateIncomplete:
            Violation(path: "templates.digest", rule: "required", detail: "there are no words for it")
        default: nil
        }
    }
}
