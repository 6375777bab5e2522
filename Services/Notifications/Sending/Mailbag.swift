import Shared

/// A few deliveries that are taken to the channel together: what they say is asked of their owners at once, each question once,
/// and written down at once. Small, so that what was asked is not old when the last of them is handed over (M2), and that few
/// are uncertain when a sender dies.
struct Mailbag: Sendable {
    /// What is ready to leave.
    var letters: [Letter] = []
    /// What has ended, or waits, without being handed over.
    var unclaimed = OutcomeBook.Unclaimed()
    /// What cannot be put together now, for a reason that is ours.
    var postponed: [(delivery: Delivery, error: any Error)] = []

    static let mostLetters = 16
    /// An escalation may carry hundreds; each of them is asked about.
    static let mostIntents = 64

    /// In their order, as many together as may be.
    static func portions(of deliveries: [Delivery]) -> [[Delivery]] {
        var portions: [[Delivery]] = []
        var intents = 0
        for delivery in deliveries {
            intents += delivery.intents.count
            if let last = portions.last, last.count < mostLetters, intents <= mostIntents {
                portions[portions.count - 1].append(delivery)
            } else {
                portions.append([delivery])
                intents = delivery.intents.count
            }
        }
        return portions
    }
}

/// Puts mailbags together.
struct MailbagPacker: Sendable {
    let policies: PolicyInForce
    let channels: Channels
    let service: ServiceDependencies
    let now: Instant

    /// One that cannot be put together does not stand in the way of the others.
    ///
    /// Throws a retryable `Fault` when another service cannot be asked, and what keeps everything from being asked.
    func pack(_ deliveries: [Delivery]) async throws -> Mailbag {
        do {
            return try await packTogether(deliveries)
        } catch let fault as Fault where fault.kind.retryable {
            throw fault
        } catch  where error is CancellationError || error is PostgresError {
            throw error
        } catch  where deliveries.count > 1 {
            var bag = Mailbag()
            for delivery in deliveries { bag.take(try await pack([delivery])) }
            return bag
        } catch {
            return Mailbag(postponed: deliveries.map { ($0, error) })
        }
    }

    private func packTogether(_ deliveries: [Delivery]) async throws -> Mailbag {
        guard !deliveries.isEmpty else { return Mailbag() }
        var bag = Mailbag()
        bag.unclaimed.deliveries = deliveries
        let ids = deliveries.map(\.id)
        let counts = Dictionary(
            uniqueKeysWithValues: try await service.database.query(DeliveryStatements.noticeCounts, ids))
        let loaded = Dictionary(
            grouping: try await service.database.query(DeliveryStatements.load, ids), by: \.delivery)
        let reached = Dictionary(
            uniqueKeysWithValues: try await service.database.query(DeliveryStatements.reached, ids))
        let owners = try await OwnersWord.about(loaded.values.flatMap(\.self), service)
        let names = try await EventNames.of(owners.events.values.map(\.event), service.database)
        var drafts: [LetterDraft] = []
        for (campaign, deliveries) in Dictionary(grouping: deliveries, by: \.campaign) {
            let terms = try await LetterTerms.read(campaign, policies, service.database, now)
            for delivery in deliveries {
                do {
                    drafts.append(
                        try LetterDraft(
                            delivery, loaded[delivery.id] ?? [], terms: terms, owners: owners, names: names,
                            reached: reached[delivery.id] ?? .none, noticeCount: counts[delivery.id] ?? 0,
                            now: now))
                } catch {
                    bag.postponed.append((delivery, error))
                }
            }
        }
        let contacts = try await Addressees.of(
            drafts.filter { !$0.entries.isEmpty }.map(\.delivery.recipient), service)
        for draft in drafts { bag.take(draft, contacts[draft.delivery.recipient] ?? [], channels, now) }
        return bag
    }
}

extension Mailbag {
    fileprivate mutating func take(_ other: Mailbag) {
        letters += other.letters
        unclaimed.outcomes += other.unclaimed.outcomes
        unclaimed.endings += other.unclaimed.endings
        unclaimed.parts += other.unclaimed.parts
        unclaimed.deliveries += other.unclaimed.deliveries
        postponed += other.postponed
    }

    fileprivate mutating func take(
        _ draft: LetterDraft, _ contacts: [ContactDetail], _ channels: Channels, _ now: Instant
    ) {
        let delivery = draft.delivery
        let told = draft.reached.hasAny
        // What somebody has already was sent, whatever has become of it for the others.
        if !told { unclaimed.endings += draft.ended }
        guard !draft.entries.isEmpty else { return unclaimed.outcomes.append(draft.withoutEntries) }
        let contact = contacts.first { $0.contact.channel.rawValue == delivery.channel }
        let departure = draft.terms.hours.departure(of: draft.kept, quiet: contact?.quietHours, now: now)
        guard departure <= now else { return unclaimed.outcomes.append(.outOfHours(delivery, until: departure)) }
        let digest = DigestMessage(
            draft.entries, campaign: draft.terms.campaign, language: draft.terms.words.language, now: now)
        guard let addressed = channels.message(digest, among: contacts, except: draft.reached, of: delivery, at: now)
        else {
            if told { return unclaimed.outcomes.append(.leftOver(delivery)) }
            unclaimed.endings += draft.kept.map {
                IntentEnding(intent: $0.id, state: .noContact, reason: "no verified contact")
            }
            return unclaimed.outcomes.append(draft.withoutEntries)
        }
        if let until = draft.held.map(\.until).min(), !told {
            unclaimed.parts.append(
                OutcomeBook.HeldPart(delivery: delivery, intents: draft.held.map(\.intent), until: until))
        }
        letters.append(
            Letter(
                delivery: delivery, addressed: addressed, reached: draft.reached, intents: draft.kept.map(\.id),
                noticeCount: draft.noticeCount, suppressions: draft.terms.suppressions))
    }
}

extension LetterDraft {
    /// What becomes of it when nothing of it can be told now.
    fileprivate var withoutEntries: DeliveryOutcome {
        if let until = held.map(\.until).min() { return .held(delivery, until: until) }
        return reached.hasAny ? .leftOver(delivery) : .empty(delivery)
    }
}
