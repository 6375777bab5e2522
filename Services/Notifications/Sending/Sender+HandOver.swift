import Shared

/// From the claim to the record.
extension Sender {
    /// How many messages are handed over at once: as many connections to the mail server.
    private static let width = 8
    /// How long a message waits for a server that does not let this service send.
    private static let patience: Duration = .seconds(300)

    private enum Step: Sendable {
        /// - Parameter refusal: what the server says that takes no message from this service now; nil: it has looked at this one.
        case handed(DeliveryOutcome, server: String, refusal: String?)
        case written((any Error)?)
    }

    /// Hands over what can be claimed. What has become of each is written down as soon as it is known: alone, or, while a
    /// transaction is being committed, with the others that are known by its end.
    func handOver(_ letters: [Letter]) async throws -> Turn {
        let claimed = try await claim(letters)
        var turn = Turn(moved: letters.count)
        await withTaskGroup(of: Step.self) { group in
            var waiting = claimed[...]
            var known: [DeliveryOutcome] = []
            var (underWay, isWriting) = (0, false)
            repeat {
                while underWay < Self.width, let letter = waiting.popFirst() {
                    group.addTask { await outcome(of: letter) }
                    underWay += 1
                }
                if !isWriting, !known.isEmpty {
                    let outcomes = known
                    group.addTask { .written(await write(outcomes)) }
                    (known, isWriting) = ([], true)
                }
                switch await group.next() {
                case .handed(let outcome, let server, let refusal):
                    underWay -= 1
                    known.append(outcome)
                    guard let refusal else { continue }
                    // The others are not spent on a server that refuses.
                    turn.closed.insert(outcome.delivery.channel)
                    let others = waiting.filter { channels.server(of: $0.addressed.message) == server }
                    known += others.map { wait($0.delivery, refusal) }
                    waiting = waiting.filter { channels.server(of: $0.addressed.message) != server }[...]
                case .written(let failure):
                    isWriting = false
                    turn.failure = turn.failure ?? failure
                case nil: break
                }
            } while underWay > 0 || isWriting || !known.isEmpty || !waiting.isEmpty
        }
        return turn
    }

    /// Writes down that they are handed over: those that nobody has claimed, cancelled, superseded or held back since they were
    /// read. Under the watermark's lock: a run that plans what has changed since sees who was told before, or has planned
    /// already, and then the change is known here and the letter is out of date.
    ///
    /// - Returns: those that are not out of date, each with its delivery as it stands now.
    private func claim(_ letters: [Letter]) async throws -> [Letter] {
        guard !letters.isEmpty else { return [] }
        return try await service.transact("sending") { effect in
            for campaign in Set(letters.map(\.delivery.campaign)).sorted() {
                _ = try await effect.first(RunStatements.shareWatermark, campaign)
            }
            let free = try await current(letters, effect)
            try await effect.execute(DeliveryStatements.intentsClaimed, free.flatMap(\.intents))
            let claimed = try await effect.query(
                DeliveryStatements.sending, free.map(\.delivery.id), effect.now)
            let rows = Dictionary(uniqueKeysWithValues: claimed.map { ($0.id, $0) })
            return free.compactMap { letter in
                rows[letter.delivery.id].map { row in
                    var letter = letter
                    letter.delivery = row
                    return letter
                }
            }
        }
    }

    /// Those of the letters that say what they would say if they were written now. Locks their deliveries.
    private func current(_ letters: [Letter], _ effect: Effect) async throws -> [Letter] {
        let read = letters.map(\.delivery)
        let free = Set(
            try await effect.query(
                DeliveryStatements.lockAsRead, read.map(\.id), read.map(\.state), read.map { Int64($0.attempts) }))
        let counts = Dictionary(
            uniqueKeysWithValues: try await effect.query(DeliveryStatements.noticeCounts, read.map(\.id)))
        let open = Set(try await effect.query(DeliveryStatements.openIntents, read.map(\.id)))
        var suppressions: [CampaignKey: [Suppression]] = [:]
        for campaign in Set(read.map(\.campaign)) {
            suppressions[campaign] = try await effect.query(SuppressionStatements.ofCampaign, campaign)
        }
        return letters.filter { letter in
            free.contains(letter.delivery.id) && counts[letter.delivery.id] ?? 0 == letter.noticeCount
                && letter.intents.allSatisfy(open.contains)
                && suppressions[letter.delivery.campaign] == letter.suppressions
        }
    }

    /// A failure leaves deliveries at `sending`, which is what they are: handed over, and not written down.
    private func write(_ outcomes: [DeliveryOutcome]) async -> (any Error)? {
        do {
            try await book.write(outcomes)
            return nil
        } catch  where outcomes.count > 1 {
            // One that cannot be written down leaves the others to end in their own way.
            var failure: (any Error)?
            for outcome in outcomes { failure = await write([outcome]) ?? failure }
            return failure
        } catch {
            service.logger.error(
                "outcome_not_recorded",
                metadata: ["delivery": "\(outcomes[0].delivery.id)", "error": .detail(of: error)])
            return error
        }
    }

    private func outcome(of letter: Letter) async -> Step {
        let server = channels.server(of: letter.addressed.message)
        do throws(ChannelRefusal) {
            let taken = try await channels.send(letter.addressed.message)
            channels.faults.clear(server)
            return .handed(outcome(of: letter, taken), server: server, refusal: nil)
        } catch {
            return outcome(of: letter, after: error, of: server)
        }
    }

    private func outcome(of letter: Letter, _ taken: Taken) -> DeliveryOutcome {
        let delivery = letter.delivery
        let way = ContactChannel(rawValue: delivery.channel).map(channels.way)
        let whole: DeliveryOutcome =
            way == .record ? .recorded(delivery, taken.words) : .sent(delivery, taken.words)
        let places = letter.addressed.places
        let refused = places.indices.filter { taken.refused[$0] != nil }
        guard !refused.isEmpty else { return whole }
        let final = refused.filter { if case .permanent? = taken.refused[$0] { true } else { false } }
        let told = places.indices.filter { taken.refused[$0] == nil }
        // The others have it; who was refused for now is tried again alone.
        var outcome = final.count < refused.count ? again(delivery, taken.words, told: true) : whole
        outcome.reached = ReachedAddresses(
            revision: letter.addressed.revision, told: told.map { places[$0] }, refused: final.map { places[$0] })
        return outcome
    }

    /// - Parameter letter: what nobody took of it.
    private func outcome(of letter: Letter, after refusal: ChannelRefusal, of server: String) -> Step {
        let (delivery, told) = (letter.delivery, letter.reached.hasAny)
        channels.faults.note(refusal, of: server, at: service.clock.now())
        let outcome: DeliveryOutcome
        switch refusal {
        case .misconfigured(let answer), .unreachable(let answer):
            service.logger.error("channel_closed", metadata: ["server": "\(server)", "answer": "\(answer)"])
            return .handed(wait(delivery, answer), server: server, refusal: answer)
        // Whoever could be told was told before.
        case .permanent(let answer): outcome = told ? .sent(delivery, answer) : .dead(delivery, answer)
        case .unknown(let answer) where !channels.isIdempotent(delivery): outcome = .uncertain(delivery, answer)
        case .unknown(let answer), .temporary(let answer): outcome = again(delivery, answer, told: told)
        }
        return .handed(outcome, server: server, refusal: nil)
    }

    /// The message was not looked at: it waits as it is.
    private func wait(_ delivery: Delivery, _ answer: String) -> DeliveryOutcome {
        DeliveryOutcome(
            delivery: delivery, end: .wait(service.clock.now().adding(Self.patience), answer: answer))
    }

    /// - Parameter told: whether some of its addresses have it.
    private func again(_ delivery: Delivery, _ answer: String, told: Bool) -> DeliveryOutcome {
        guard let delay = RetryRule.delay(after: delivery.attempts) else {
            let words = "given up after \(RetryRule.mostAttempts) attempts: \(answer)"
            return told ? .sent(delivery, words) : .dead(delivery, words)
        }
        // Jitter, so that what a server refused all at once does not all come back at once.
        let notBefore = service.clock.now().adding(delay * Double.random(in: 0.9...1.1))
        return DeliveryOutcome(delivery: delivery, end: .retry(notBefore, answer: answer))
    }
}
