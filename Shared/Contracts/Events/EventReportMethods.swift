package import Values

extension EventsAPI {
    /// Saves the figures of an event, the first time as a new report. Refused before the event's first session began (E5)
    /// and once the report is handed in.
    package enum SaveReport: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The event that is reported on: approved, published or held.
            package let event: ID<Event>
            /// The revision the caller saw; absent the first time.
            package let expectRevision: Int?
            /// Replaces what was saved before.
            package let content: EventReportContent

            package init(event: ID<Event>, expectRevision: Int? = nil, content: EventReportContent) {
                self.event = event
                self.expectRevision = expectRevision
                self.content = content
            }
        }
        package typealias Result = EventReport
        package static let contract = MethodContract(
            "events.reports.save", "Saves the figures of an event after its begin.", kind: .mutation,
            access: .scoped(.file, [.entity(.event, "event")]),
            faults: [.eventUnknown, .eventStateWrong, .reportTooEarly, .reportStateWrong, .revisionConflict])
        package static let examples = [
            Example(params: Params(event: Event.example.id, content: .example), result: EventReport.example)
        ]
    }

    /// Params of the verbs that move a report from one state to the next.
    package struct ReportStep: Codable, Sendable {
        /// The event whose report is meant.
        package let event: ID<Event>
        /// The revision the caller saw.
        package let expectRevision: Int
        /// Required to return; 1…500 characters.
        package let reason: String?

        package init(event: ID<Event>, expectRevision: Int, reason: String? = nil) {
            self.event = event
            self.expectRevision = expectRevision
            self.reason = reason
        }

        static let example = ReportStep(event: Event.example.id, expectRevision: 1)
        static let exampleWithReason = ReportStep(event: Event.example.id, expectRevision: 2, reason: "人数与人次颠倒")
    }

    private static let reportStepFaults: [FaultKind] = [.reportUnknown, .revisionConflict, .reportStateWrong]

    /// draft or returned → submitted; figures that are not plausible need a justification and are then `held` for a check.
    package enum SubmitReport: RPCMethod {
        package typealias Params = ReportStep
        package typealias Result = EventReport
        package static let contract = MethodContract(
            "events.reports.submit", "Hands an event's report in.", kind: .mutation,
            access: .scoped(.file, [.entity(.event, "event")]),
            faults: reportStepFaults + [.reportImplausible])
        package static let examples = [Example(params: ReportStep.example, result: EventReport.example)]
    }

    /// submitted or held → verified, by somebody other than who submitted it: from now on its figures count.
    package enum VerifyReport: RPCMethod {
        package typealias Params = ReportStep
        package typealias Result = EventReport
        package static let contract = MethodContract(
            "events.reports.verify", "Agrees to the figures of a report.", kind: .mutation,
            access: .scoped(.review, [.entity(.event, "event")]),
            faults: reportStepFaults + [.ownWork])
        package static let examples = [Example(params: ReportStep.example, result: EventReport.example)]
    }

    /// submitted, held or verified → returned, with a reason: its figures do not count.
    package enum ReturnReport: RPCMethod {
        package typealias Params = ReportStep
        package typealias Result = EventReport
        package static let contract = MethodContract(
            "events.reports.return", "Gives a report back with a reason.", kind: .mutation,
            access: .scoped(.review, [.entity(.event, "event")]),
            faults: reportStepFaults + [.ownWork])
        package static let examples = [Example(params: ReportStep.exampleWithReason, result: EventReport.example)]
    }

    /// The report of an event.
    package enum GetReport: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The event whose report is meant.
            package let event: ID<Event>

            package init(event: ID<Event>) { self.event = event }
        }
        package typealias Result = EventReport
        package static let contract = MethodContract(
            "events.reports.get", "The report of an event.", kind: .query,
            access: .scoped(.read, [.entity(.event, "event")]),
            faults: [.reportUnknown])
        package static let examples = [Example(params: Params(event: Event.example.id), result: EventReport.example)]
    }
}
