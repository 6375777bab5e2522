import Shared

/// How the ways out of the service fare, and a message to try them with.
struct ChannelMethods: Sendable {
    let service: ServiceDependencies
    let channels: Channels

    func list(_: Empty, _ context: QueryContext) async throws -> NotificationsAPI.ListChannels.Result {
        let counts = try await context.database.query(ChannelStatements.standing)
        return .init(
            channels: ContactChannel.allCases.map { channel in
                let count = counts.first { $0.channel == channel }
                return MessageChannel(
                    channel: channel, way: channels.way(of: channel),
                    server: channel == .email ? channels.mail.server : nil,
                    isIdempotent: channels.isIdempotent(channel),
                    perMinute: channels.pace.perMinute, perPersonPerHour: channels.pace.perPersonPerHour,
                    problem: channels.faults.problem(
                        of: channels.server(of: channel), now: service.clock.now()), waiting: count?.waiting ?? 0,
                    uncertain: count?.uncertain ?? 0, dead: count?.dead ?? 0,
                    lastSentAt: count?.lastSentAt)
            })
    }

    /// Handed over while the call lasts; what is answered is what the channel said.
    func test(
        _ params: NotificationsAPI.TestChannel.Params, _ effect: Effect
    ) async throws -> NotificationsAPI.TestChannel.Result {
        guard let found = try await effect.first(PolicyStatements.campaign, params.campaign) else {
            throw Fault(.campaignUnknownToNotifications)
        }
        let campaign = try found.document.decoded(as: CampaignDocument.self)
        let id = ID<Delivery>.make(at: effect.now)
        let delivery = Delivery(
            id: id, campaign: params.campaign, recipient: params.recipient, channel: params.channel.rawValue,
            state: .sending, intents: [], attempts: 1, messageID: Delivery.messageID(of: id), lastAnswer: nil,
            at: effect.now)
        let contacts = try await Addressees.of([params.recipient], service)[params.recipient] ?? []
        guard
            let letter = channels.message(
                DigestMessage.test(of: campaign), among: contacts, except: .none, of: delivery, at: effect.now)
        else { throw Fault(.channelNotConfigured) }
        // A dry run checks that there is somebody to send it to.
        if effect.isDryRun { return .init(outcome: .sent, answer: "dry run") }
        do throws(ChannelRefusal) {
            let taken = try await channels.send(letter.message)
            channels.faults.clear(channels.server(of: letter.message))
            return .init(outcome: .sent, answer: taken.words)
        } catch {
            channels.faults.note(error, of: channels.server(of: letter.message), at: effect.now)
            return .init(outcome: outcome(of: error), answer: error.answer)
        }
    }

    private func outcome(of refusal: ChannelRefusal) -> NotificationsAPI.TestChannel.Result.Outcome {
        switch refusal {
        case .temporary, .unreachable: .temporary
        case .permanent: .permanent
        case .misconfigured: .misconfigured
        case .unknown: .unknown
        }
    }
}

extension Delivery {
    /// The same on every attempt.
    static func messageID(of id: ID<Delivery>) -> String { "<\(id)@activity-week.invalid>" }
}
