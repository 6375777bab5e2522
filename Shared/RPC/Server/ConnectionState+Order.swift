import Contracts
import JSONRPC

/// What starts when, and what its end sets free.
extension ConnectionState {
    mutating func enqueue(_ unit: Unit) {
        waiting.append(unit)
        startWaiting()
    }

    mutating func startWaiting() {
        defer { reportWaiting() }
        while let unit = waiting.first {
            switch unit {
            case .call(let ticket):
                guard let slot = slot(ticket) else { break }  // Expired or cancelled while it waited.
                guard !barrierRuns else { return }
                if slot.isNotification || slot.method?.isBarrier == true {
                    guard running == 0 else { return }
                    barrierRuns = true
                }
                if slot.weight == .call { running += 1 }
                begin(ticket)
            case .batch(let serial):
                guard let batch = batches[serial] else { break }
                guard !barrierRuns else { return }
                if batch.isBarrier {
                    guard running == 0 else { return }
                    barrierRuns = true
                }
                running += 1
                startMembers(of: serial)
            }
            waiting.removeFirst()
        }
    }

    /// Tells the service's count how many wait here; nearly always none, as before.
    mutating func reportWaiting() {
        guard waiting.count != waitingReported else { return }
        counters.waiting(by: waiting.count - waitingReported)
        waitingReported = waiting.count
    }

    mutating func begin(_ ticket: Ticket) {
        slots[ticket.slot]?.phase = .running
        actions.append(.start(ticket))
    }

    private mutating func startMembers(of serial: UInt64) {
        guard var batch = batches[serial] else { return }
        while batch.next < batch.members.count, batch.running < limits.batchConcurrency, !batch.notificationRuns {
            let position = batch.next
            switch batch.members[position] {
            case .call(let call):
                let method = router.method(of: call)
                if call.id == nil {
                    guard method?.contract.kind == .query else {
                        counters.notificationDropped()
                        break
                    }
                    guard batch.running == 0 else {
                        batches[serial] = batch
                        return
                    }
                    batch.notificationRuns = true
                }
                batch.running += 1
                begin(makeSlot(call, method, batch.framing, batch.arrival, weight: .none, member: (serial, position)))
            case .invalid(let id, let fault):
                batch.answers[position] = WireAnswer.fault(traced(Fault(fault)), id: id)
            case .response:
                break
            }
            batch.next += 1
        }
        batches[serial] = batch
        if batch.isOver { end(batch, serial) }
    }

    private mutating func end(_ batch: BatchRun, _ serial: UInt64) {
        batches[serial] = nil
        running -= 1
        if batch.isBarrier { barrierRuns = false }
        release(batch.weight)
        let answers = batch.answers.filter { !$0.isEmpty }
        if !answers.isEmpty, !isCut { actions.append(.answerBatch(answers, batch.framing)) }
    }

    /// A call has ended, its work and its answer, which for a member of a batch is `answer`.
    mutating func ended(_ ticket: Ticket, answer: [UInt8] = [], at now: Uptime) {
        guard let slot = slot(ticket) else { return }
        slots[ticket.slot] = nil
        freeSlots.append(ticket.slot)
        times.active(at: now)
        if let (serial, position) = slot.member, var batch = batches[serial] {
            if slot.phase != .abandoned { batch.answers[position] = answer }
            batch.running -= 1
            if slot.isNotification { batch.notificationRuns = false }
            batches[serial] = batch
            startMembers(of: serial)
        }
        switch slot.weight {
        case .call:
            // One that never started is not among those that run.
            if slot.phase != .waiting {
                running -= 1
                if slot.isNotification || slot.method?.isBarrier == true { barrierRuns = false }
            }
            release(1)
        case .longPoll:
            longPolls -= 1
        case .none:
            break
        }
        startWaiting()
    }

    private mutating func release(_ count: Int) {
        inFlight -= count
        counters.leave(count)
        if inFlight < limits.callsInFlight { refusedInARow = 0 }
    }
}
