import Shared

/// What a run would send, one line a message, and what it would not send, by reason.
struct PlanText {
    let plan: Plan
    let names: [UnitKey: String]

    var lines: [String] {
        let messages = Dictionary(grouping: plan.intents) { Message(recipient: $0.recipient, channel: $0.channel) }
        let heading =
            "\(plan.campaign): \(plan.intents.count) reminders in \(messages.count) messages, "
            + "\(plan.from.formatted(in: .shanghai)) to \(plan.to.formatted(in: .shanghai))"
        let sent = messages.sorted { $0.key.recipient.unit < $1.key.recipient.unit }.map { message, reminders in
            let steps = Dictionary(grouping: reminders, by: \.step).sorted { $0.key < $1.key }.map { step, some in
                let owing = some.filter { $0.unit != message.recipient.unit }.map { name($0.unit) }
                return owing.isEmpty ? "\(step) × \(some.count)" : "\(step): \(owing.joined(separator: "、"))"
            }
            return "  \(name(message.recipient.unit)) (\(message.recipient.role), \(message.channel)): "
                + steps.joined(separator: "; ")
        }
        let held = Dictionary(grouping: plan.nonIntents, by: \.reason).sorted { $0.key.rawValue < $1.key.rawValue }
        return [heading] + sent + held.map { "  not sent, \($0.key.rawValue): \($0.value.count)" }
    }

    private func name(_ unit: UnitKey) -> String { names[unit] ?? unit.rawValue }

    private struct Message: Hashable {
        let recipient: Reminder.Recipient
        let channel: String
    }
}

extension Plan {
    /// Everybody who is named in it.
    var units: Set<UnitKey> { Set(intents.flatMap { [$0.unit, $0.recipient.unit] }) }
}
