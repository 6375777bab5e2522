package import Values

extension EventsAPI {
    /// A new event, as a draft.
    package enum CreateEvent: RPCMethod {
        package struct Params: Codable, Sendable {
            /// A published campaign.
            package let campaign: CampaignKey
            /// What is said about the event.
            package let content: EventContent

            package init(campaign: CampaignKey, content: EventContent) {
                self.campaign = campaign
                self.content = content
            }
        }
        package typealias Result = Event
        package static let contract = MethodContract(
            "events.events.create", "A new event, as a draft.", kind: .mutation,
            access: .scoped(.file, [.unit("content.host", track: "content.tracks")]),
            faults: [
                .campaignUnknownToEvents, .unitUnknownToEvents, .eventOutsideWindow, .venueDoubleBooked,
                .venueUnknown, .hostOverlap,
            ])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026", content: .example), result: Event.example)
        ]
    }

    /// Replaces what is said about an event. A published one whose time, place or host changes is announced anew (E6).
    package enum UpdateEvent: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The event.
            package let id: ID<Event>
            /// The revision the caller saw.
            package let expectRevision: Int
            /// Replaces the whole content.
            package let content: EventContent

            package init(id: ID<Event>, expectRevision: Int, content: EventContent) {
                self.id = id
                self.expectRevision = expectRevision
                self.content = content
            }
        }
        package typealias Result = Event
        package static let contract = MethodContract(
            "events.events.update", "Replaces what is said about an event.", kind: .mutation,
            access: .scoped(.file, [.entity(.event, "id"), .unit("content.host", track: "content.tracks")]),
            faults: [
                .eventUnknown, .revisionConflict, .eventStateWrong, .unitUnknownToEvents, .eventOutsideWindow,
                .venueDoubleBooked, .venueUnknown, .hostOverlap,
            ])
        package static let examples = [
            Example(
                params: Params(id: Event.example.id, expectRevision: 1, content: .example), result: Event.example)
        ]
    }

    /// Params of the verbs that move an event from one state to the next.
    package struct EventStep: Codable, Sendable {
        /// The event.
        package let id: ID<Event>
        /// The revision the caller saw.
        package let expectRevision: Int
        /// Required to return, postpone or cancel; 1…500 characters.
        package let reason: String?

        package init(id: ID<Event>, expectRevision: Int, reason: String? = nil) {
            self.id = id
            self.expectRevision = expectRevision
            self.reason = reason
        }

        static let example = EventStep(id: Event.example.id, expectRevision: 1)
        static let exampleWithReason = EventStep(id: Event.example.id, expectRevision: 1, reason: "时间与考试冲突")
    }

    private static let stepFaults: [FaultKind] = [.eventUnknown, .revisionConflict, .eventStateWrong]

    /// draft or returned → submitted.
    package enum SubmitEvent: RPCMethod {
        package typealias Params = EventStep
        package typealias Result = Event
        package static let contract = MethodContract(
            "events.events.submit", "Hands an event in for review.", kind: .mutation,
            access: .scoped(.file, [.entity(.event, "id")]),
            faults: stepFaults)
        package static let examples = [Example(params: EventStep.example, result: Event.example)]
    }

    /// submitted → approved, by somebody other than who submitted it (E4).
    package enum ApproveEvent: RPCMethod {
        package typealias Params = EventStep
        package typealias Result = Event
        package static let contract = MethodContract(
            "events.events.approve", "Approves a submitted event.", kind: .mutation,
            access: .scoped(.review, [.entity(.event, "id")]),
            faults: stepFaults + [.ownWork])
        package static let examples = [Example(params: EventStep.example, result: Event.example)]
    }

    /// submitted → returned, with a reason.
    package enum ReturnEvent: RPCMethod {
        package typealias Params = EventStep
        package typealias Result = Event
        package static let contract = MethodContract(
            "events.events.return", "Gives a submitted event back with a reason.", kind: .mutation,
            access: .scoped(.review, [.entity(.event, "id")]),
            faults: stepFaults + [.ownWork])
        package static let examples = [Example(params: EventStep.exampleWithReason, result: Event.example)]
    }

    /// approved or postponed → published: announced to the public.
    package enum PublishEvent: RPCMethod {
        package typealias Params = EventStep
        package typealias Result = Event
        package static let contract = MethodContract(
            "events.events.publish", "Announces an approved event.", kind: .mutation,
            access: .scoped(.file, [.entity(.event, "id")]),
            faults: stepFaults + [.venueDoubleBooked])
        package static let examples = [Example(params: EventStep.example, result: Event.example)]
    }

    /// approved or published → postponed, with a reason; its venue is free again.
    package enum PostponeEvent: RPCMethod {
        package typealias Params = EventStep
        package typealias Result = Event
        package static let contract = MethodContract(
            "events.events.postpone", "Puts an event off, with a reason.", kind: .mutation,
            access: .scoped(.file, [.entity(.event, "id")]),
            faults: stepFaults)
        package static let examples = [Example(params: EventStep.exampleWithReason, result: Event.example)]
    }

    /// Any state before held → cancelled, with a reason; its venue is free again.
    package enum CancelEvent: RPCMethod {
        package typealias Params = EventStep
        package typealias Result = Event
        package static let contract = MethodContract(
            "events.events.cancel", "Calls an event off, with a reason.", kind: .mutation,
            access: .scoped(.file, [.entity(.event, "id")]),
            faults: stepFaults)
        package static let examples = [Example(params: EventStep.exampleWithReason, result: Event.example)]
    }

    /// One event as the caller sees it now.
    package enum GetEvent: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The event.
            package let id: ID<Event>

            package init(id: ID<Event>) { self.id = id }
        }
        package typealias Result = Event
        package static let contract = MethodContract(
            "events.events.get", "One event.", kind: .query,
            access: .scoped(.readPublished, [.list]), calledBy: [.notifications],
            faults: [.eventUnknown])
        package static let examples = [Example(params: Params(id: Event.example.id), result: Event.example)]
    }

    /// The events of a campaign in the order they were made; every filter narrows.
    package enum ListEvents: RPCMethod {
        package struct Params: Codable, Sendable {
            /// A published campaign.
            package let campaign: CampaignKey
            /// Events this unit hosts; all if absent.
            package let host: UnitKey?
            /// Events of this track; all if absent.
            package let track: TrackCode?
            /// Events in this state at the moment of the call; all if absent.
            package let state: EventState?
            /// A term of `strands`; all if absent.
            package let strand: TermCode?
            /// A term of `themeDays`; all if absent.
            package let themeDay: TermCode?
            /// A term of `tags`; all if absent.
            package let tag: TermCode?
            /// Events with a session on this day, in the campaign's zone.
            package let on: CivilDate?
            /// The `next` of the page before; absent for the first page.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey, host: UnitKey? = nil, track: TrackCode? = nil, state: EventState? = nil,
                strand: TermCode? = nil, themeDay: TermCode? = nil, tag: TermCode? = nil, on: CivilDate? = nil,
                after: String? = nil, limit: Int? = nil
            ) {
                self.campaign = campaign
                self.host = host
                self.track = track
                self.state = state
                self.strand = strand
                self.themeDay = themeDay
                self.tag = tag
                self.on = on
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Event>
        package static let contract = MethodContract(
            "events.events.list", "The events of a campaign.", kind: .query,
            access: .scoped(.readPublished, [.list]),
            faults: [.campaignUnknownToEvents])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [Event.example], next: nil))
        ]
    }
}
