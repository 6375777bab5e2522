import Shared
import Testing

/// What should have left in the year, and with which tick, by the oracle and by what was done.
struct YearBook {
    /// With which tick.
    private var expected: [YearOracle.Telling: Instant] = [:]
    /// How often a mail server took each message.
    private var taken: [String: Int] = [:]
    /// Who was told of what before: changes go to them.
    private var told: [String: Set<Reminder.Recipient>] = [:]
    /// What is news, and not told yet.
    private var news: [News] = []

    private struct News {
        let at: Instant
        let subject: String
        let step: String
        /// Of an event, when it begins; nil: when what is owed is late by then.
        var due: Instant?
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
                News(
                    at: act.at, subject: units.id(of: event), step: "event/\(step)", due: event.start,
                    concerned: Set(coHosts)))
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

    /// What should leave with the tick at `now`; answers in how many messages: one to each person, whatever it says (M7).
    mutating func expect(
        _ oracle: YearOracle, _ standings: [ID<Obligation>: YearOracle.Standing], after before: Instant, at now: Instant
    ) -> Int {
        // Who was told before this tick: what it tells itself is told beside the news.
        var tellings: Set<YearOracle.Telling> = []
        for each in news where each.at <= now {
            var due = each.due
            if let id = each.obligation {
                guard let standing = standings[id], !standing.isSettled else { continue }
                due = standing.back?.due ?? standing.due
            }
            guard let due else { continue }
            for recipient in (told[each.subject] ?? []).union(each.concerned) where recipient != each.exempt {
                tellings.insert(.init(subject: each.subject, step: each.step, due: due, recipient: recipient))
            }
        }
        news.removeAll { $0.at <= now }
        tellings.formUnion(oracle.tellings(Array(standings.values), after: before, at: now))
        for telling in tellings {
            let isNew = expected.updateValue(now, forKey: telling) == nil
            #expect(isNew, "the oracle asks twice for \(telling)")
            told[telling.subject, default: []].insert(telling.recipient)
        }
        return Set(tellings.map(\.recipient)).count
    }

    /// What the mail server took since the tick before.
    mutating func note(_ messages: [YearSink.Taken]) {
        for message in messages { taken[message.messageID, default: 0] += 1 }
    }

    /// Whether the mail server has it: what a person finds out who resolves what is uncertain.
    func hasTaken(_ messageID: String) -> Bool { taken[messageID] != nil }

    var messages: Int { taken.values.reduce(0, +) }

    /// Missing 0, double 0, late 0: in the books, and in what a mail server took.
    func judge(_ intents: [Intent], _ deliveries: [Delivery]) throws {
        var found: [YearOracle.Telling: [Intent]] = [:]
        for intent in intents where intent.state == .sent {
            let reminder = intent.reminder
            let subject = try #require(reminder.obligation?.description ?? reminder.event?.description)
            let telling = YearOracle.Telling(
                subject: subject, step: Self.plain(reminder.step), due: reminder.dueAt, recipient: reminder.recipient)
            found[telling, default: []].append(intent)
        }
        let missing = expected.keys.filter { found[$0] == nil }
        let unexpected = found.keys.filter { expected[$0] == nil }
        let double = found.filter { $0.value.count > 1 }.keys
        let late = expected.filter { telling, instant in
            found[telling].map { intents in !intents.contains { $0.sentAt == instant } } ?? false
        }
        #expect(missing.isEmpty, "missing \(missing.count): \(missing.prefix(5))")
        #expect(unexpected.isEmpty, "nobody asked for \(unexpected.count): \(unexpected.prefix(5))")
        #expect(double.isEmpty, "double \(double.count): \(double.prefix(5))")
        #expect(late.isEmpty, "late \(late.count): \(late.prefix(5).map { "\($0.key) \($0.value)" })")
        #expect(
            intents.allSatisfy { $0.state == .sent }, "\(Dictionary(grouping: intents, by: \.state).mapValues(\.count))"
        )
        // The server's side: each message that the books call sent came, once, and no other did.
        let twice = taken.filter { $0.value > 1 }
        #expect(twice.isEmpty, "the mail server had \(twice.count) twice: \(twice.prefix(5))")
        #expect(deliveries.allSatisfy { $0.state == .sent })
        let known = Set(deliveries.map(\.messageID))
        let lost = known.filter { taken[$0] == nil }
        let stray = taken.keys.filter { !known.contains($0) }
        #expect(lost.isEmpty, "sent by the books and never taken: \(lost.count), \(lost.prefix(5))")
        #expect(stray.isEmpty, "taken and in no book: \(stray.count), \(stray.prefix(5))")
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
