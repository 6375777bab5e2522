import Shared

/// What became of a delivery, to be written down.
struct DeliveryOutcome: Sendable {
    let delivery: Delivery
    let end: End
    /// Of several addresses those that have it now, and those that never will.
    var reached: ReachedAddresses?

    enum End: Sendable {
        /// Over, and the state of the intents it carried; nil: those have ended by themselves.
        case closed(Delivery.State, intents: Intent.State?, answer: String)
        /// Tried again then.
        case retry(Instant, answer: String)
        /// As `retry`, and it counts as no attempt: the message was not looked at.
        case wait(Instant, answer: String)
        /// It was not claimed, and stays as it is until then.
        case postponed(Instant, answer: String, isHeld: Bool)
    }

    static func sent(_ delivery: Delivery, _ answer: String) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery, end: .closed(.sent, intents: .sent, answer: answer))
    }

    static func recorded(_ delivery: Delivery, _ answer: String) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery, end: .closed(.recorded, intents: .recorded, answer: answer))
    }

    static func uncertain(_ delivery: Delivery, _ answer: String) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery, end: .closed(.uncertain, intents: .uncertain, answer: answer))
    }

    static func dead(_ delivery: Delivery, _ answer: String) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery, end: .closed(.dead, intents: .dead, answer: answer))
    }

    /// All of it is held back by suppressions.
    static func held(_ delivery: Delivery, until end: Instant) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery, end: .postponed(end, answer: heldBack, isHeld: true))
    }

    static let heldBack = "a suppression holds it back until it ends"

    /// It waited until after the hours in which messages go out (M4).
    static func outOfHours(_ delivery: Delivery, until opening: Instant) -> DeliveryOutcome {
        DeliveryOutcome(
            delivery: delivery,
            end: .postponed(opening, answer: "it waits for the hours in which messages go out", isHeld: false))
    }

    static func empty(_ delivery: Delivery) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery, end: .closed(.empty, intents: nil, answer: "nothing was left to tell"))
    }

    /// Somebody has it.
    static func leftOver(_ delivery: Delivery) -> DeliveryOutcome {
        .sent(delivery, "those who were left cannot be reached, or need not be told any more")
    }
}
