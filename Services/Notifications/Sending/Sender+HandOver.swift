import Shared

/// From the claim to the record.
extension Sender {
    /// How many messages are handed over at once: as many connections to the mail server.
    private static let width = 8
    /// How long a message waits for a server that does not let this service send.
    private static let patience: Duration = .seconds(300)

    private enum Step: Sendable {
        case handed(DeliveryOutcome, misconfigured: String?)
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
                case .handed(let outcome, let misconfigured):
                    underWay -= 1
                    known.append(outcome)
                    guard let misconfigured else { continue }
                    // The others are not spent on a server that refuses.
                    turn.isHalted = true
                    known += waiting.map { wait($0.delivery, misconfigured) }
                    waiting = []
                case .written(let failure):
                    isWriting = false
                    turn.failure = turn.failure ?? failure
                case nil: break
                }
            } while underWay > 0 || isWriting || !known.isEmpty || !waiting.isEmpty
        }
        return turn
    }

    /// Writes down that they are handed over. Under the watermark's lock: a run that plans what has changed since sees who was
    /// told before, or has planned already, and then the change is known here and the letter is out of date.
    ///
    /// - Returns: those that are not out of date.
    private func claim(_ letters: [Letter]) async throws -> [Letter] {
        guard !letters.isEmpty else { return [] }
        return try await service.transact("sending") { effect in
            for campaign in Set(letters.map(\.delivery.campaign)).sorted() {
                _ = try await effect.first(RunStatements.shareWatermark, campaign)
            }
            let counts = Dictionary(
                uniqueKeysWithValues: try await effect.query(
                    DeliveryStatements.noticeCounts, letters.map(\.delivery.id)))
            let claimed = letters.filter { counts[$0.delivery.id] ?? 0 == $0.noticeCount }
            try await effect.execute(DeliveryStatements.intentsClaimed, claimed.flatMap(\.intents))
            try await effect.execute(DeliveryStatements.sending, claimed.map(\.delivery.id), effect.now)
            return claimed
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
            return .handed(outcome(of: letter, taken), misconfigured: nil)
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
        switch refusal {
        case .misconfigured(let answer):
            channels.faults.note(answer, of: server, at: service.clock.now())
            service.logger.error("channel_misconfigured", metadata: ["server": "\(server)", "answer": "\(answer)"])
            return .handed(wait(delivery, answer), misconfigured: answer)
        // Whoever could be told was told before.
        case .permanent(let answer):
            return .handed(told ? .sent(delivery, answer) : .dead(delivery, answer), misconfigured: nil)
        case .unknown(let answer) where !channels.isIdempotent(delivery):
            return .handed(.uncertain(delivery, answer), misconfigured: nil)
        case .unknown(let answer), .temporary(let answer):
            return .handed(again(delivery, answer, told: told), misconfigured: nil)
        }
    }

    /// The message was not looked at: it waits as it is.
    private func wait(_ delivery: Delivery, _ answer: String) -> DeliveryOutcome {
        DeliveryOutcome(
            delivery: delivery, end: .wait(service.clock.now().adding(Self.patience), answer: answer))
    }

    /// - Parameter told: whether some of its addresses have it.
    private func again(_ delivery: Delivery, _ answer: String, told: Bool) -> DeliveryOutcome {
        guard let delay = RetryRule.delay(after: delivery.attempts + 1) else {
            let words = "given up after \(RetryRule.mostAttempts) attempts: \(answer)"
            return told ? .sent(delivery, words) : .dead(delivery, words)
        }
        // Jitter, so that what a server refused all at once does not all come back at once.
        let notBefore = service.clock.now().adding(delay * Double.random(in: 0.9...1.1))
        return DeliveryOutcome(delivery: delivery, end: .retry(notBefore, answer: answer))
    }
}
