package import Values

package enum PlannedItemVocabulary {}
/// An item of a campaign's list of planned activities: `1`, `2.3`.
package typealias PlannedItemKey = Code<PlannedItemVocabulary>

/// An activity that bodies of the province plan (annex 2, N16). Events say which item they fulfil.
package struct PlannedItem: Codable, Sendable, Equatable {
    /// Its number on the list, unique in the campaign and permanent.
    package let key: PlannedItemKey
    /// What is planned; 1…200 characters.
    package let activity: String
    /// What it consists of; absent when the list does not say.
    package let content: String?
    /// The unit that leads it.
    package let lead: UnitKey
    /// The units that lead it too; absent: none.
    package let coLeads: [UnitKey]?
    /// Whom it is for, in the list's words.
    package let target: String?
    /// When, in the list's words: `5月—11月`.
    package let time: String?
    /// Where and how, in the list's words.
    package let place: String?
    /// Anything else the list says.
    package let remarks: String?

    package init(
        key: PlannedItemKey, activity: String, content: String? = nil, lead: UnitKey, coLeads: [UnitKey]? = nil,
        target: String? = nil, time: String? = nil, place: String? = nil, remarks: String? = nil
    ) {
        self.key = key
        self.activity = activity
        self.content = content
        self.lead = lead
        self.coLeads = coLeads
        self.target = target
        self.time = time
        self.place = place
        self.remarks = remarks
    }

    package static let example = PlannedItem(
        key: "1", activity: "全民终身学习活动周", lead: "issuer:AH-EDU", target: "城乡居民", time: "5月—11月")
}

/// What became of a planned item.
package struct PlannedItemProgress: Codable, Sendable, Equatable {
    /// The item as the list has it.
    package let item: PlannedItem
    /// The events that say they fulfil it, in the order they were made; those that do not count too.
    package let events: [Fulfilment]
    /// Whether no event that counts fulfils it yet.
    package let isOpen: Bool

    package init(item: PlannedItem, events: [Fulfilment]) {
        self.item = item
        self.events = events
        isOpen = !events.contains { $0.state.counts }
    }

    /// An event that fulfils a planned item.
    package struct Fulfilment: Codable, Sendable, Equatable {
        /// The event.
        package let event: ID<Event>
        /// The event's title.
        package let title: String
        /// Its host.
        package let host: UnitKey
        /// How far it has come, at the moment of the call.
        package let state: EventState

        package init(event: ID<Event>, title: String, host: UnitKey, state: EventState) {
            self.event = event
            self.title = title
            self.host = host
            self.state = state
        }
    }
}

/// What an import of planned items did.
package struct PlanImport: Codable, Sendable, Equatable {
    /// Items that were new.
    package let created: Int
    /// Items that said something else before.
    package let changed: Int
    /// Items that stood there already, word for word.
    package let unchanged: Int

    package init(created: Int, changed: Int, unchanged: Int) {
        self.created = created
        self.changed = changed
        self.unchanged = unchanged
    }
}

extension EventsAPI {
    /// Puts the items of the list of planned activities; items are matched by key, and none ever goes away. The same list
    /// a second time changes nothing and says so.
    package enum ImportPlan: RPCMethod {
        package struct Params: Codable, Sendable {
            /// A published campaign.
            package let campaign: CampaignKey
            /// 1…500, in the list's order; keys are unique.
            package let items: [PlannedItem]

            package init(campaign: CampaignKey, items: [PlannedItem]) {
                self.campaign = campaign
                self.items = items
            }
        }
        package typealias Result = PlanImport
        package static let contract = MethodContract(
            "events.plan.import", "Puts the campaign's planned activities.", kind: .mutation,
            access: .roles([.provinceAdmin]),
            faults: [.campaignUnknownToEvents, .unitUnknownToEvents])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", items: [PlannedItem.example]),
                result: PlanImport(created: 1, changed: 0, unchanged: 0))
        ]
    }

    /// The planned activities of a campaign, by key.
    package enum ListPlan: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign.
            package let campaign: CampaignKey
            /// The `next` of the page before; absent for the first page.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(campaign: CampaignKey, after: String? = nil, limit: Int? = nil) {
                self.campaign = campaign
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<PlannedItem>
        package static let contract = MethodContract(
            "events.plan.list", "The planned activities of a campaign, by key.", kind: .query)
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [PlannedItem.example], next: nil))
        ]
    }

    /// Which planned activities events fulfil, and which are open, by key (N16).
    package enum GetPlanProgress: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign.
            package let campaign: CampaignKey
            /// Only the items that no event that counts fulfils; all if absent or false.
            package let onlyOpen: Bool?
            /// The `next` of the page before; absent for the first page.
            package let after: String?
            /// 1…500, default 100. With `onlyOpen` a page may hold fewer and still have a next one.
            package let limit: Int?

            package init(campaign: CampaignKey, onlyOpen: Bool? = nil, after: String? = nil, limit: Int? = nil) {
                self.campaign = campaign
                self.onlyOpen = onlyOpen
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<PlannedItemProgress>
        package static let contract = MethodContract(
            "events.plan.progress", "Which planned activities are fulfilled, by which events.", kind: .query,
            access: .scoped(.readPublished, [.list]))
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026"),
                result: Page(items: [PlannedItemProgress(item: .example, events: [])], next: nil))
        ]
    }
}
