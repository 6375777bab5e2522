import Shared
import Testing

/// What should have left in the year, and with which tick, by the oracle and by what was done.
struct YearBook {
    /// With which tick.
    private var expected: [YearOracle.Telling: Instant] = [:]
    /// Who was told of what before: changes go to them.
    private var told: [String: Set<Reminder.Recipient>] = [:]
    /// What is news, and not told yet.
    private var news: [News] = []

    private struct News {
        let at: Instant
        let subject: String
        let step: String
        /// Who hears of it besides those who were told before.
        let concerned: Set<Reminder.Recipient>
        /// Who does not, though they were told before.
        var exempt: Reminder.Recipient?
        /// Of what has been met by then nobody is told.
        var obligation: ID<Obligation>?
    }

    var count: Int { expected.count }

    /// What a deed makes news of.
    mutating func note(
        _ act: YearScript.Act, _ standings: [ID<Obligation>: YearOracle.Standing], _ units: YearUnits
    ) {
        func add(_ event: YearEvent, _ step: String, isAnnouncement: Bool = false) {
            let coHosts = isAnnouncement ? event.coHosts.map { Reminder.Recipient(unit: $0, role: "reporter") } : []
            news.append(
                News(at: act.at, subject: units.id(of: event), step: "event/\(step)", concerned: Set(coHosts)))
        }
        switch act.deed {
        case .settle, .declareWeek, .file: return
        case .extend(let ids, _):
            for standing in ids.compactMap({ standings[$0] }) {
                news.append(
                    News(
                        at: act.at, subject: standing.obligation.id.description, step: "change/due",
                        concerned: [YearOracle.unit(of: standing.obligation)], obligation: standing.obligation.id))
            }
        case .giveBack(let id, _):
            // The unit itself is told by the ladder of what was given back.
            let unit = standings[id].map { YearOracle.unit(of: $0.obligation) }
            news.append(
                News(
                    at: act.at, subject: id.description, step: "change/returned@\(act.at)", concerned: [], exempt: unit,
                    obligation: id))
        case .announce(let event): add(event, "announcement@1", isAnnouncement: true)
        case .change(let event): add(event, "announcement@2", isAnnouncement: true)
        case .cancel(let event): add(event, "cancelled")
        case .postpone(let event): add(event, "postponed")
        }
    }

    /// What should leave with the tick at `now`.
    mutating func expect(
        _ oracle: YearOracle, _ standings: [ID<Obligation>: YearOracle.Standing], after before: Instant, at now: Instant
    ) {
        // Who was told before this tick: what it tells itself is told beside the news.
        var tellings: Set<YearOracle.Telling> = []
        for each in news where each.at <= now {
            if let id = each.obligation, standings[id]?.isSettled ?? true { continue }
            for recipient in (told[each.subject] ?? []).union(each.concerned) where recipient != each.exempt {
                tellings.insert(.init(subject: each.subject, step: each.step, recipient: recipient))
            }
        }
        news.removeAll { $0.at <= now }
        tellings.formUnion(oracle.tellings(Array(standings.values), after: before, at: now))
        for telling in tellings {
            expected[telling] = now
            told[telling.subject, default: []].insert(telling.recipient)
        }
    }

    /// - Parameter messages: how many lie in the outbox.
    func judge(_ intents: [Intent], messages: Int) throws {
        var found: [YearOracle.Telling: [Intent]] = [:]
        for intent in intents where intent.state == .sent {
            let reminder = intent.reminder
            let subject = try #require(reminder.obligation?.description ?? reminder.event?.description)
            let telling = YearOracle.Telling(
                subject: subject, step: Self.plain(reminder.step), recipient: reminder.recipient)
            found[telling, default: []].append(intent)
        }
        let missing = expected.keys.filter { found[$0] == nil }
        let unexpected = found.keys.filter { expected[$0] == nil }
        // One step may come once for each due time there was.
        let double = found.values.filter { Set($0.map(\.key)).count != $0.count }
        let late = expected.filter { telling, instant in
            found[telling].map { intents in !intents.contains { $0.sentAt == instant } } ?? false
        }
        #expect(missing.isEmpty, "missing \(missing.count): \(missing.prefix(5))")
        #expect(unexpected.isEmpty, "nobody asked for \(unexpected.count): \(unexpected.prefix(5))")
        #expect(double.isEmpty, "double \(double.count)")
        #expect(late.isEmpty, "late \(late.count): \(late.prefix(5).map { "\($0.key) \($0.value)" })")
        #expect(
            intents.allSatisfy { $0.state == .sent }, "\(Dictionary(grouping: intents, by: \.state).mapValues(\.count))"
        )
        // One message a person and window, whatever they owe (M7): as many as there are deliveries, each with its own id.
        let deliveries = Set(intents.compactMap(\.delivery))
        #expect(messages == deliveries.count)
        let windows = Set(intents.map { "\($0.run) \($0.reminder.recipient.unit) \($0.reminder.recipient.role)" })
        #expect(windows.count == deliveries.count)
        for kind in [
            "change/due", "change/returned", "returned/", "event/announcement@2", "event/cancelled", "event/postponed",
        ] {
            #expect(expected.keys.contains { $0.step.hasPrefix(kind) }, "nothing of \(kind) was to be told")
        }
        #expect(expected.count > 1_000)
    }

    /// Without what the oracle cannot know: the instant a due time moved, an event's revision.
    private static func plain(_ step: String) -> String {
        for known in ["change/due", "event/cancelled", "event/postponed"] where step.hasPrefix(known) { return known }
        return step
    }
}
