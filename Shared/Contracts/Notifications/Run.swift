package import Values

/// One pass of the planner over a window. Windows do not overlap and leave no instant out; a pass that finds nothing in
/// its window leaves no run (M3).
package struct Run: Codable, Sendable, Equatable {
    /// Made by the service.
    package let id: ID<Run>
    /// The campaign it belongs to.
    package let campaign: CampaignKey
    /// Exclusive: up to where all was planned before.
    package let from: Instant
    /// Inclusive.
    package let to: Instant
    /// `live` for every run that is stored.
    package let mode: Mode
    /// What it found.
    package let counts: Counts
    /// SHA-256 of the plan's canonical JSON, in hex: dry run, live run and replay agree byte for byte (M6).
    package let digest: String
    /// When it ran.
    package let at: Instant

    package enum Mode: String, Codable, Sendable, Hashable, CaseIterable {
        /// Its reminders are sent.
        case live
        /// Nothing is written or sent.
        case dry
        /// A past window planned again from what was known; nothing is sent.
        case replay
    }

    package struct Counts: Codable, Sendable, Equatable {
        /// Reminders planned.
        package let intents: Int
        /// Steps that did not become a reminder, for a reason.
        package let nonIntents: Int
        /// Messages: one per recipient and channel (M7).
        package let digests: Int

        package init(intents: Int, nonIntents: Int, digests: Int) {
            self.intents = intents
            self.nonIntents = nonIntents
            self.digests = digests
        }
    }

    package init(
        id: ID<Run>, campaign: CampaignKey, from: Instant, to: Instant, mode: Mode, counts: Counts, digest: String,
        at: Instant
    ) {
        self.id = id
        self.campaign = campaign
        self.from = from
        self.to = to
        self.mode = mode
        self.counts = counts
        self.digest = digest
        self.at = at
    }

    package static let example = Run(
        id: ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0007)), campaign: "anhui-2026",
        from: Instant(microseconds: 1_779_066_000_000_000), to: Instant(microseconds: 1_779_152_400_000_000),
        mode: .live,
        counts: Counts(intents: 192, nonIntents: 0, digests: 96),
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        at: Instant(microseconds: 1_779_152_400_000_000))
}

/// What a run over a window would do, or did.
package struct Plan: Codable, Sendable, Equatable {
    /// The campaign it belongs to.
    package let campaign: CampaignKey
    /// Exclusive.
    package let from: Instant
    /// Inclusive.
    package let to: Instant
    /// The reminders, earliest first.
    package let intents: [Reminder]
    /// The other steps in the window, with the reasons.
    package let nonIntents: [NonIntent]
    /// As a run's: a run over the same window and facts has the same.
    package let digest: String

    package init(
        campaign: CampaignKey, from: Instant, to: Instant, intents: [Reminder], nonIntents: [NonIntent], digest: String
    ) {
        self.campaign = campaign
        self.from = from
        self.to = to
        self.intents = intents
        self.nonIntents = nonIntents
        self.digest = digest
    }

    package static let example = Plan(
        campaign: "anhui-2026", from: Run.example.from, to: Run.example.to, intents: [.example], nonIntents: [],
        digest: Run.example.digest)
}

extension NotificationsAPI {
    /// What a run would do, without doing it: up to `at` from where the last run ended, or over any window.
    package enum PreviewPlan: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign that is asked about.
            package let campaign: CampaignKey
            /// The end of the window; now if absent.
            package let at: Instant?
            /// The begin of the window, exclusive; the watermark if absent.
            package let from: Instant?

            package init(campaign: CampaignKey, at: Instant? = nil, from: Instant? = nil) {
                self.campaign = campaign
                self.at = at
                self.from = from
            }
        }
        package typealias Result = Plan
        package static let contract = MethodContract(
            "notifications.plan.preview", "What a run over a window would send, and what it would not, and why.",
            kind: .query,
            access: .roles([.provinceAdmin, .reader]),
            faults: [.policyUnknownToNotifications, .windowInverted])
        package static let examples = [Example(params: Params(campaign: "anhui-2026"), result: Plan.example)]
    }

    /// Plans up to now and hands what is due to the senders. Any number of callers at any cadence give the same mail; it
    /// never takes an instant.
    package enum TickRun: RPCMethod {
        package struct Params: Codable, Sendable {
            /// All campaigns with a policy in force if absent.
            package let campaign: CampaignKey?

            package init(campaign: CampaignKey? = nil) { self.campaign = campaign }
        }
        package struct Result: Codable, Sendable, Equatable {
            /// One for each campaign in whose window there was something to look at.
            package let runs: [Run]
            /// Campaigns of which nothing was planned, though it should have been; the others were.
            package let problems: [Problem]

            package struct Problem: Codable, Sendable, Hashable {
                /// The campaign it belongs to.
                package let campaign: CampaignKey
                /// What keeps it from being planned.
                package let reason: Reason

                package enum Reason: String, Codable, Sendable, Hashable, CaseIterable {
                    /// Its plan could not be made; the log says why. Its window is planned by the next tick that can.
                    case planFailed = "plan_failed"
                    /// It is planned up to an instant that lies ahead of the service's clock: a clock has been wrong, then or now.
                    case plannedAhead = "planned_ahead"
                }

                package init(campaign: CampaignKey, reason: Reason) {
                    self.campaign = campaign
                    self.reason = reason
                }
            }

            package init(runs: [Run], problems: [Problem] = []) {
                self.runs = runs
                self.problems = problems
            }
        }
        package static let contract = MethodContract(
            "notifications.runs.tick", "Plans the reminders up to now and hands them to the senders.", kind: .mutation,
            access: .roles([.provinceAdmin, .job]), faults: [.policyUnknownToNotifications])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Result(runs: [.example]))
        ]
    }

    /// Plans the window of a run again, from what was known when it ran and by the policy that was in force then. It has no
    /// channel to send with and writes nothing.
    package enum ReplayRun: RPCMethod {
        package struct Params: Codable, Sendable {
            /// Its id.
            package let id: ID<Run>

            package init(id: ID<Run>) { self.id = id }
        }
        package struct Result: Codable, Sendable, Equatable {
            /// The run, as a replay: the same window, what is planned now, by its digest.
            package let run: Run
            /// What is planned now.
            package let plan: Plan
            /// Whether it is what the run planned, byte for byte (M6).
            package let agrees: Bool

            package init(run: Run, plan: Plan, agrees: Bool) {
                self.run = run
                self.plan = plan
                self.agrees = agrees
            }
        }
        package static let contract = MethodContract(
            "notifications.runs.replay", "Plans a past window again from what was known then; sends nothing.",
            kind: .query, access: .roles([.provinceAdmin, .reader]), faults: [.runUnknown, .runNotReplayable])
        package static let examples = [
            Example(params: Params(id: Run.example.id), result: Result(run: .example, plan: .example, agrees: true))
        ]
    }

    package enum GetRun: RPCMethod {
        package struct Params: Codable, Sendable {
            /// Its id.
            package let id: ID<Run>

            package init(id: ID<Run>) { self.id = id }
        }
        package typealias Result = Run
        package static let contract = MethodContract(
            "notifications.runs.get", "One run.", kind: .query,
            access: .roles([.provinceAdmin, .reader]),
            faults: [.runUnknown])
        package static let examples = [Example(params: Params(id: Run.example.id), result: Run.example)]
    }

    package enum ListRuns: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign that is asked about.
            package let campaign: CampaignKey
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(campaign: CampaignKey, after: String? = nil, limit: Int? = nil) {
                self.campaign = campaign
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Run>
        package static let contract = MethodContract(
            "notifications.runs.list", "Runs, newest first.", kind: .query,
            access: .roles([.provinceAdmin, .reader]))
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [Run.example], next: nil))
        ]
    }

    /// How far behind the planner and the senders are.
    package enum GetLag: RPCMethod {
        package typealias Params = Empty
        package struct Result: Codable, Sendable, Equatable {
            /// Those with a policy.
            package let campaigns: [Campaign]
            /// Intents planned and not yet sent.
            package let waiting: Int
            /// Intents whose outcome nobody knows.
            package let uncertain: Int
            /// Intents whose message was given up.
            package let dead: Int
            /// Messages whose time has come and that have not left.
            package let due: Int
            /// Since when the oldest of those could leave; null: nothing is due.
            package let dueSince: Instant?

            package struct Campaign: Codable, Sendable, Equatable {
                /// The campaign it belongs to.
                package let campaign: CampaignKey
                /// Up to when everything is planned.
                package let plannedUntil: Instant
                /// How long ago that was, by the service's clock. Negative: that lies ahead, and nothing is planned until then.
                package let lagSeconds: Int

                package init(campaign: CampaignKey, plannedUntil: Instant, lagSeconds: Int) {
                    self.campaign = campaign
                    self.plannedUntil = plannedUntil
                    self.lagSeconds = lagSeconds
                }
            }

            package init(
                campaigns: [Campaign], waiting: Int, uncertain: Int, dead: Int, due: Int, dueSince: Instant?
            ) {
                self.campaigns = campaigns
                self.waiting = waiting
                self.uncertain = uncertain
                self.dead = dead
                self.due = due
                self.dueSince = dueSince
            }
        }
        package static let contract = MethodContract(
            "notifications.lag.get", "How far behind the planner and the senders are.", kind: .query,
            access: .roles([.provinceAdmin, .reader]))
        package static let examples = [
            Example(
                params: Empty(),
                result: Result(
                    campaigns: [.init(campaign: "anhui-2026", plannedUntil: Run.example.to, lagSeconds: 12)],
                    waiting: 0,
                    uncertain: 0, dead: 0, due: 0, dueSince: nil))
        ]
    }
}
