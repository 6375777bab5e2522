package import Values

/// One reminder that the policy calls for: a step of a ladder, for one obligation, to one recipient on one channel (M1); or
/// one notice of a change, about an obligation or an event, likewise (M12).
package struct Intent: Codable, Sendable, Equatable {
    /// Made by the service.
    package let id: ID<Intent>
    /// SHA-256 over (obligation or event, step, dueAt, recipient, channel), in hex: unique as long as the campaign.
    package let key: String
    /// The campaign it belongs to.
    package let campaign: CampaignKey
    /// What is told, to whom and when.
    package let reminder: Reminder
    /// How far it has come.
    package let state: State
    /// Why it ended without being sent, what is uncertain about it, or why it is tried again; null otherwise.
    package let reason: String?
    /// How often its message was handed to the channel.
    package let attempts: Int
    /// The run that planned it.
    package let run: ID<Run>
    /// When the channel took it; null while it did not.
    package let sentAt: Instant?
    /// The message it went out in, together with others to the same recipient (M7).
    package let delivery: ID<Delivery>?
    /// Who took note of it; null while nobody did.
    package let acknowledgement: Acknowledgement?

    /// A recipient has it in hand: until then no further reminder of the same obligation comes to them; escalations do.
    package struct Acknowledgement: Codable, Sendable, Hashable {
        /// The principal.
        package let by: String
        /// When it was acknowledged.
        package let at: Instant
        /// The first instant at which reminders come again.
        package let until: Instant
        /// What they say.
        package let note: String

        package init(by: String, at: Instant, until: Instant, note: String) {
            self.by = by
            self.at = at
            self.until = until
            self.note = note
        }
    }

    package enum State: String, Codable, Sendable, Hashable, CaseIterable {
        /// Written by a run; not yet handed to a worker.
        case planned
        /// In a worker's hands.
        case claimed
        /// A channel refused it for now; tried again.
        case retry
        /// A channel took it.
        case sent
        /// Written down and delivered to nobody: the service is set up to record only.
        case recorded
        /// Handed over, outcome unknown after a crash: shown, and resolved by a person or an idempotent channel.
        case uncertain
        /// A channel refuses it for good, or has refused it too often.
        case dead
        /// Ended without being sent: the obligation was met, attested nil or waived before it left.
        case satisfied
        /// Ended without being sent: the due time has moved, or another policy does not call for it.
        case superseded
        /// Ended without being sent: somebody holds it back.
        case suppressed
        /// Ended without being sent: it would have come too late to be of use.
        case expired
        /// Ended without being sent: a person took it back, or the obligation is no more.
        case cancelled
        /// Ended without being sent: nobody to be told has a verified address.
        case noContact = "no_contact"
    }

    package init(
        id: ID<Intent>, key: String, campaign: CampaignKey, reminder: Reminder, state: State, reason: String?,
        attempts: Int, run: ID<Run>, sentAt: Instant?, delivery: ID<Delivery>?, acknowledgement: Acknowledgement? = nil
    ) {
        self.id = id
        self.key = key
        self.campaign = campaign
        self.reminder = reminder
        self.state = state
        self.reason = reason
        self.attempts = attempts
        self.run = run
        self.sentAt = sentAt
        self.delivery = delivery
        self.acknowledgement = acknowledgement
    }

    package static let example = Intent(
        id: ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0005)),
        key: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", campaign: "anhui-2026",
        reminder: .example, state: .sent, reason: nil, attempts: 1, run: Run.example.id,
        sentAt: Instant(microseconds: 1_779_152_401_000_000), delivery: Delivery.example.id)
}

/// What the planner says is to be told: pure data, the same for dry run, live run and replay (M6).
package struct Reminder: Codable, Sendable, Hashable {
    /// Reporting's id of the obligation; null for a notice of an event.
    package let obligation: ID<Obligation>?
    /// Events' id of the event; null for what is about an obligation.
    package let event: ID<Event>?
    /// The rule that is owed by; null for a notice of an event.
    package let rule: RuleKey?
    /// The track of what is owed, or the event's first.
    package let track: TrackCode
    /// Who owes; the recipient's unit for a notice of an event.
    package let unit: UnitKey
    /// Ladder and step, and the day where the step repeats: `annex3/after@2026-05-22`. Of returned items the step and the
    /// instant of the return: `returned/at-return@2026-05-22T10:00:00Z`. Of changes what changed and the how-manieth time:
    /// `change/due@2026-05-22T10:00:00Z`, `event/announcement@2`.
    package let step: String
    /// When the step is meant for: after working hours, rest days and quiet hours were minded (M4).
    package let at: Instant
    /// The due time it was computed from: the obligation's, the instant a returned item is due back, the begin of an event.
    package let dueAt: Instant
    /// Who is told: the unit that owes, or one above it (M9).
    package let recipient: Recipient
    /// `email`.
    package let channel: String
    /// Missed steps of the same obligation and recipient that this one stands for (M3).
    package let collapsed: [String]

    package struct Recipient: Codable, Sendable, Hashable {
        /// The unit whose contact it is.
        package let unit: UnitKey
        /// The role of the contact: `reporter`, `approver` …
        package let role: ContactRole

        package init(unit: UnitKey, role: ContactRole) {
            self.unit = unit
            self.role = role
        }
    }

    package init(
        obligation: ID<Obligation>?, event: ID<Event>? = nil, rule: RuleKey?, track: TrackCode, unit: UnitKey,
        step: String, at: Instant, dueAt: Instant, recipient: Recipient, channel: String, collapsed: [String] = []
    ) {
        self.obligation = obligation
        self.event = event
        self.rule = rule
        self.track = track
        self.unit = unit
        self.step = step
        self.at = at
        self.dueAt = dueAt
        self.recipient = recipient
        self.channel = channel
        self.collapsed = collapsed
    }

    package static let example = Reminder(
        obligation: Obligation.example.id, rule: "annex3-city",
        track: "vocational", unit: "gb2260:340100/教育", step: "annex3/before-1",
        at: Instant(microseconds: 1_779_152_400_000_000), dueAt: Instant(microseconds: 1_779_292_800_000_000),
        recipient: Recipient(unit: "gb2260:340100/教育", role: "reporter"), channel: "email")
}

/// A step that the planner looked at and did not turn into a reminder, and why (M6).
package struct NonIntent: Codable, Sendable, Hashable {
    /// Reporting's id of the obligation; null for a notice of an event.
    package let obligation: ID<Obligation>?
    /// Events' id of the event; null for what is about an obligation.
    package let event: ID<Event>?
    /// The rule that is owed by; null for a notice of an event.
    package let rule: RuleKey?
    /// Of the obligation; the event's first.
    package let track: TrackCode
    /// Who owes; the recipient's unit for a notice of an event.
    package let unit: UnitKey
    /// As in a reminder.
    package let step: String
    /// When it was to come; null for what was looked at before this was kept, as are the three below.
    package let at: Instant?
    /// As in a reminder.
    package let dueAt: Instant?
    /// Who was not told; null also where nobody stands.
    package let recipient: Reminder.Recipient?
    /// By which channel; null also where who was not told has none.
    package let channel: String?
    /// Why no reminder came of it.
    package let reason: Reason

    package enum Reason: String, Codable, Sendable, Hashable, CaseIterable {
        /// The obligation is met or attested nil.
        case satisfied
        /// The obligation is waived.
        case waived
        /// Somebody holds it back; it is looked at again when that ends.
        case suppressed
        /// It would come too late to be of use.
        case expired
        /// The same step for the same due time was planned before.
        case alreadySent = "already_sent"
        /// A later step of the same window stands for it (M3).
        case collapsed
        /// The obligation was born after the step's instant (M8).
        case bornAfterStep = "born_after_step"
        /// Nobody to be told has a verified address.
        case noContact = "no_contact"
        /// Nobody above to escalate to.
        case noRecipient = "no_recipient"
        /// The recipient has had as many messages that day as the policy allows.
        case overCap = "over_cap"
        /// What was filed was given back: the ladder of returned items has taken its ladder's place.
        case returned
        /// The recipient has it in hand.
        case acknowledged
        /// The event was called off, put off, or announced anew meanwhile.
        case superseded
        /// The quiet hours of who is to be told leave nothing of the working hours.
        case noHours = "no_hours"
        /// The step's date hangs on something that has no date for this obligation.
        case noDate = "no_date"
        /// Who was told before no longer stands above the unit (M10).
        case outOfLine = "out_of_line"
    }

    package init(
        obligation: ID<Obligation>?, event: ID<Event>? = nil, rule: RuleKey?, track: TrackCode, unit: UnitKey,
        step: String, at: Instant?, dueAt: Instant?, recipient: Reminder.Recipient?, channel: String?, reason: Reason
    ) {
        self.obligation = obligation
        self.event = event
        self.rule = rule
        self.track = track
        self.unit = unit
        self.step = step
        self.at = at
        self.dueAt = dueAt
        self.recipient = recipient
        self.channel = channel
        self.reason = reason
    }

    package static let example = NonIntent(
        obligation: Obligation.example.id, rule: "annex3-city", track: "vocational", unit: "gb2260:340100/教育",
        step: "annex3/up", at: Instant(microseconds: 1_779_670_800_000_000), dueAt: Reminder.example.dueAt,
        recipient: Reminder.Recipient(unit: "issuer:AH-EDU", role: "receiver.vocational"), channel: "email",
        reason: .overCap)
}

extension NotificationsAPI {
    package enum GetIntent: RPCMethod {
        package struct Params: Codable, Sendable {
            /// Its id.
            package let id: ID<Intent>

            package init(id: ID<Intent>) { self.id = id }
        }
        package typealias Result = Intent
        package static let contract = MethodContract(
            "notifications.intents.get", "One intent.", kind: .query,
            access: .scoped(.read, [.entity(.intent, "id")]),
            faults: [.intentUnknown])
        package static let examples = [Example(params: Params(id: Intent.example.id), result: Intent.example)]
    }

    /// Intents, oldest first; every filter narrows.
    package enum ListIntents: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign that is asked about.
            package let campaign: CampaignKey
            /// Only those in this state.
            package let state: Intent.State?
            /// Only those of which this unit owes or is told.
            package let unit: UnitKey?
            /// Only those of this obligation.
            package let obligation: ID<Obligation>?
            /// Only those this run planned.
            package let run: ID<Run>?
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey, state: Intent.State? = nil, unit: UnitKey? = nil,
                obligation: ID<Obligation>? = nil,
                run: ID<Run>? = nil, after: String? = nil, limit: Int? = nil
            ) {
                self.campaign = campaign
                self.state = state
                self.unit = unit
                self.obligation = obligation
                self.run = run
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Intent>
        package static let contract = MethodContract(
            "notifications.intents.list", "Intents, oldest first.", kind: .query,
            access: .scoped(.read, [.list]))
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [Intent.example], next: nil))
        ]
    }

    /// A person says what became of an uncertain intent: it arrived, or it is to be sent again.
    package enum ResolveIntent: RPCMethod {
        package struct Params: Codable, Sendable {
            /// Its id.
            package let id: ID<Intent>
            /// What became of it.
            package let outcome: Outcome
            /// How that is known; 1…500 characters.
            package let note: String

            package enum Outcome: String, Codable, Sendable, Hashable, CaseIterable {
                /// It arrived.
                case sent
                /// It did not, or nobody knows and twice is better than not at all.
                case sendAgain = "send_again"
            }

            package init(id: ID<Intent>, outcome: Outcome, note: String) {
                self.id = id
                self.outcome = outcome
                self.note = note
            }
        }
        package typealias Result = Intent
        package static let contract = MethodContract(
            "notifications.intents.resolve", "Says what became of an uncertain intent.", kind: .mutation,
            access: .roles([.provinceAdmin]), faults: [.intentUnknown, .intentStateWrong])
        package static let examples = [
            Example(
                params: Params(id: Intent.example.id, outcome: .sent, note: "收件人已确认收到"), result: Intent.example)
        ]
    }

    /// Takes back an intent that has not left; the others of its message go out without it.
    package enum CancelIntent: RPCMethod {
        package struct Params: Codable, Sendable {
            /// Its id.
            package let id: ID<Intent>
            /// 1…500 characters.
            package let reason: String

            package init(id: ID<Intent>, reason: String) {
                self.id = id
                self.reason = reason
            }
        }
        package typealias Result = Intent
        package static let contract = MethodContract(
            "notifications.intents.cancel", "Takes back an intent that has not left.", kind: .mutation,
            access: .roles([.provinceAdmin]), faults: [.intentUnknown, .intentStateWrong])
        package static let examples = [
            Example(params: Params(id: Intent.example.id, reason: "已电话通知"), result: Intent.example)
        ]
    }

    /// Tries a message that was given up anew, with everything it carries.
    package enum RetryIntent: RPCMethod {
        package struct Params: Codable, Sendable {
            /// Its id.
            package let id: ID<Intent>

            package init(id: ID<Intent>) { self.id = id }
        }
        package typealias Result = Intent
        package static let contract = MethodContract(
            "notifications.intents.retry", "Tries the message of a dead intent anew.", kind: .mutation,
            access: .roles([.provinceAdmin]), faults: [.intentUnknown, .intentStateWrong])
        package static let examples = [Example(params: Params(id: Intent.example.id), result: Intent.example)]
    }

    /// Tries the messages that were given up anew, the oldest first, as `intents.retry` does one: when a server is there again, say.
    package enum RetryManyIntents: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign that is asked about.
            package let campaign: CampaignKey
            /// Only messages by this channel: `email`, `wecom` …
            package let channel: String?
            /// Only messages to this unit.
            package let unit: UnitKey?
            /// Only messages that were handed over last, or were planned, at this instant or later.
            package let since: Instant?
            /// 1…500 messages, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey, channel: String? = nil, unit: UnitKey? = nil, since: Instant? = nil,
                limit: Int? = nil
            ) {
                self.campaign = campaign
                self.channel = channel
                self.unit = unit
                self.since = since
                self.limit = limit
            }
        }
        package struct Result: Codable, Sendable, Equatable {
            /// How many messages are tried anew.
            package let messages: Int
            /// How many intents they carry.
            package let intents: Int
            /// How many dead messages of those asked for are left: call again.
            package let left: Int

            package init(messages: Int, intents: Int, left: Int) {
                self.messages = messages
                self.intents = intents
                self.left = left
            }
        }
        package static let contract = MethodContract(
            "notifications.intents.retryMany", "Tries the messages that were given up anew, many at once.",
            kind: .mutation, access: .roles([.provinceAdmin]))
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", channel: "email", since: Run.example.to),
                result: Result(messages: 100, intents: 230, left: 41))
        ]
    }

    /// The recipient's side says that it has the matter in hand. No further reminder of the obligation comes to this recipient
    /// until then, nor do those that would have come meanwhile come later; escalations are not held back. A later one
    /// replaces it.
    package enum AcknowledgeIntent: RPCMethod {
        package struct Params: Codable, Sendable {
            /// An intent of a reminder that was sent.
            package let id: ID<Intent>
            /// 1…500 characters.
            package let note: String
            /// At most 10 days ahead; absent: 3 days.
            package let until: Instant?

            package init(id: ID<Intent>, note: String, until: Instant? = nil) {
                self.id = id
                self.note = note
                self.until = until
            }
        }
        package typealias Result = Intent
        package static let contract = MethodContract(
            "notifications.intents.acknowledge", "Says that a reminder is in hand: no further one for some days.",
            kind: .mutation, access: .scoped(.file, [.entity(.intent, "id")]),
            faults: [.intentUnknown, .intentStateWrong])
        package static let examples = [
            Example(params: Params(id: Intent.example.id, note: "正在汇总，周三前报送"), result: Intent.example)
        ]
    }
}
