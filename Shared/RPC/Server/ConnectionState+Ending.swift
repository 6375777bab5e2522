import Contracts
import JSONRPC

/// Cancellation, deadlines, drain and the end of the connection.
extension ConnectionState {
    /// Whether a call with this id was in flight. A waiting one is answered here, a running one answers by itself.
    mutating func cancel(_ id: RequestID) -> Bool {
        for (index, slot) in slots.enumerated() {
            guard let slot, slot.id == id, slot.phase != .abandoned, slot.method?.isImmediate != true else { continue }
            let ticket = Ticket(slot: index, serial: slot.serial)
            actions.append(slot.phase == .running ? .cancel(ticket) : .refuse(ticket, Fault(.cancelled)))
            return true
        }
        return false
    }

    mutating func authenticated() {
        times.authenticated()
    }

    /// The time of ``ConnectionTimes/next`` has come, or seems to.
    mutating func timePassed(_ now: Uptime) {
        if times.isOver(at: now, isIdle: isQuiet) { return cut() }
        // Only an idle connection's idle time counts; without this the next look would be due at once.
        if !isQuiet { times.active(at: now) }
        guard times.earliestCall <= now else { return }
        times.earliestCall = .never
        for (index, slot) in slots.enumerated() {
            guard let slot, slot.phase != .abandoned else { continue }
            guard slot.expires <= now else {
                times.callExpires(slot.expires)
                continue
            }
            let ticket = Ticket(slot: index, serial: slot.serial)
            if slot.phase == .waiting {
                actions.append(.refuse(ticket, Fault(.deadlineExceeded, traceID: slot.trace.traceID)))
            } else {
                actions.append(.abandon(ticket, Fault(.deadlineExceeded, traceID: slot.trace.traceID)))
            }
        }
    }

    /// The answer of a running call is not wanted any more; for a member of a batch `answer` stands in its place.
    mutating func abandon(_ ticket: Ticket, answer: [UInt8] = []) {
        guard let slot = slot(ticket) else { return }
        slots[ticket.slot]?.phase = .abandoned
        slots[ticket.slot]?.isRecorded = true
        if let (serial, position) = slot.member { batches[serial]?.answers[position] = answer }
    }

    /// Answers are waiting for the client to take them, or have been taken.
    mutating func unsent(_ bytes: Int) {
        unsentBytes += bytes
        if unsentBytes > limits.outputHardBytes { cut() }
    }

    mutating func sent(_ bytes: Int, at now: Uptime) {
        unsentBytes -= bytes
        times.active(at: now)
    }

    /// The client has closed its side: what it asked is answered, then the connection ends.
    mutating func inputClosed() {
        inputEnded = true
        times.messageEnded()
    }

    /// The server shuts down: what runs is finished, what comes is refused. A long poll has nothing to lose.
    mutating func drain() {
        guard !isDraining else { return }
        isDraining = true
        for (index, slot) in slots.enumerated() {
            guard let slot, slot.weight == .longPoll, slot.phase != .abandoned else { continue }
            let ticket = Ticket(slot: index, serial: slot.serial)
            let fault = Fault(.shuttingDown)
            actions.append(slot.phase == .running ? .abandon(ticket, fault) : .refuse(ticket, fault))
        }
    }

    /// Ends the connection from this side.
    mutating func cut() {
        guard !isCut else { return }
        actions.append(.cut)
        lost()
    }

    /// Nobody is there any more: all work is cancelled, nothing is answered.
    mutating func lost() {
        guard !isCut else { return }
        isCut = true
        inputEnded = true
        waiting.removeAll()
        reportWaiting()
        for (index, slot) in slots.enumerated() {
            guard let slot else { continue }
            let ticket = Ticket(slot: index, serial: slot.serial)
            if slot.phase == .waiting {
                ended(ticket, at: slot.arrival.uptime)
            } else {
                actions.append(.cancel(ticket))
                slots[index]?.phase = .abandoned
            }
        }
        for (serial, batch) in batches where batch.next < batch.members.count {
            batches[serial]?.next = batch.members.count
            if batch.running == 0 {
                batches[serial] = nil
                counters.leave(batch.weight)
                inFlight -= batch.weight
            }
        }
    }
}
