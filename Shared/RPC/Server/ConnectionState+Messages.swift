import Contracts
import JSONRPC

/// What the client sends.
extension ConnectionState {
    /// Takes what the client sent. Gives back the call that is to be answered at once, where it neither waits nor takes a
    /// place and nothing is to be done before it; everything else becomes actions.
    mutating func received(_ event: FrameEvent, at arrival: Arrival) -> DirectCall? {
        times.messageCompleted(at: arrival.uptime)
        switch event {
        case .refused(let fault, let framing, let closes):
            actions.append(.refuseMessage(.null, Fault(fault), framing))
            if closes { inputEnded = true }
        case .message(let document, let framing):
            switch Envelope.read(document, limits: wireLimits) {
            case .single(.call(let call)):
                return receive(call, framing, arrival)
            case .single(.invalid(let id, let fault)):
                actions.append(.refuseMessage(id, Fault(fault), framing))
            case .single(.response):
                break  // The server asks nothing of its clients.
            case .batch(let members):
                receive(members, framing, arrival)
            case .refused(let fault):
                actions.append(.refuseMessage(.null, Fault(fault), framing))
            }
        }
        return nil
    }

    private mutating func receive(_ call: IncomingCall, _ framing: Framing, _ arrival: Arrival) -> DirectCall? {
        let method = router.method(of: call)
        guard let id = call.id, let method, case .direct(let handler) = method.work, startsAtOnce else {
            queue(call, method, framing, arrival)
            return nil
        }
        return DirectCall(
            id: id, method: method, handler: handler, params: call.params ?? JSONDocument.emptyObject.root,
            opening: open(call, arrival), framing: framing, arrival: arrival)
    }

    private mutating func queue(
        _ call: IncomingCall, _ method: RegisteredMethod?, _ framing: Framing, _ arrival: Arrival
    ) {
        if method?.isImmediate == true {
            return begin(makeSlot(call, method, framing, arrival, weight: .none))
        }
        guard let id = call.id else { return receiveNotification(call, method, framing, arrival) }
        if isDraining {
            actions.append(.refuseMessage(id, Fault(.shuttingDown), framing))
        } else if method?.contract.kind == .longPoll {
            guard longPolls < limits.longPolls else { return refuseAsBusy(id, framing, limit: limits.longPolls) }
            longPolls += 1
            enqueue(.call(makeSlot(call, method, framing, arrival, weight: .longPoll)))
        } else {
            guard admit(1) else { return refuseAsBusy(id, framing) }
            enqueue(.call(makeSlot(call, method, framing, arrival, weight: .call)))
        }
    }

    /// Whether a call that comes now has nothing to wait for, and there is room for it.
    private var startsAtOnce: Bool {
        waiting.isEmpty && actions.isEmpty && !barrierRuns && !isDraining && inFlight < limits.callsInFlight
            && counters.hasRoom
    }

    private mutating func receiveNotification(
        _ call: IncomingCall, _ method: RegisteredMethod?, _ framing: Framing, _ arrival: Arrival
    ) {
        // Nobody would learn whether a mutation was made, or could send it again under its key: it is not run.
        guard let method, method.contract.kind == .query, !isDraining, counters.admit(1) else {
            return counters.notificationDropped()
        }
        // Above the limit too: it cannot be told to come again, so it waits, and soon reading stops.
        inFlight += 1
        enqueue(.call(makeSlot(call, method, framing, arrival, weight: .call)))
    }

    private mutating func receive(_ members: [IncomingMessage], _ framing: Framing, _ arrival: Arrival) {
        let weight = min(limits.batchConcurrency, members.count)
        let refusal: FaultKind? = isDraining ? .shuttingDown : admit(weight) ? nil : .busy
        guard let refusal else {
            serial += 1
            batches[serial] = BatchRun(members, framing: framing, arrival: arrival, weight: weight)
            return enqueue(.batch(serial))
        }
        countRefused(refusal == .busy ? weight : 0)
        let answers: [[UInt8]] = members.compactMap { member in
            switch member {
            case .call(let call): call.id.map { WireAnswer.fault(traced(busy(refusal)), id: $0) }
            case .invalid(let id, let fault): WireAnswer.fault(traced(Fault(fault)), id: id)
            case .response: nil
            }
        }
        actions.append(.answerBatch(answers, framing))
    }

    private mutating func admit(_ count: Int) -> Bool {
        guard inFlight + count <= limits.callsInFlight, counters.admit(count) else { return false }
        inFlight += count
        return true
    }

    private mutating func refuseAsBusy(_ id: RequestID, _ framing: Framing, limit: Int? = nil) {
        countRefused(1)
        var fault = busy(.busy)
        fault.limit = limit ?? fault.limit
        actions.append(.refuseMessage(id, fault, framing))
    }

    /// Counts towards the end of reading, which the end of a call in flight sets free again: so only when there is one.
    private mutating func countRefused(_ count: Int) {
        if inFlight > 0 { refusedInARow += count }
    }

    /// The fault of a message that has no trace, with one by which the log finds it.
    mutating func traced(_ fault: Fault) -> Fault {
        var fault = fault
        fault.traceID = traces.next().traceID
        return fault
    }

    private func busy(_ kind: FaultKind) -> Fault {
        guard kind == .busy else { return Fault(kind) }
        let limit = counters.hasRoom ? limits.callsInFlight : limits.callsInService
        // Long enough for a few calls to end, short enough not to be noticed.
        return Fault(.busy, retryAfterMs: 50, limit: limit)
    }

    /// Gives a call a place.
    mutating func makeSlot(
        _ call: IncomingCall, _ method: RegisteredMethod?, _ framing: Framing, _ arrival: Arrival,
        weight: CallSlot.Weight, member: (batch: UInt64, position: Int)? = nil
    ) -> Ticket {
        serial += 1
        let slot = CallSlot(
            serial: serial, call, method, open(call, arrival), framing: framing, arrival: arrival, weight: weight,
            member: member)
        times.callExpires(slot.expires)
        guard let free = freeSlots.popLast() else {
            slots.append(slot)
            return Ticket(slot: slots.count - 1, serial: serial)
        }
        slots[free] = slot
        return Ticket(slot: free, serial: serial)
    }

    /// Reads the parts of a call that its order and its deadline depend on.
    private mutating func open(_ call: IncomingCall, _ arrival: Arrival) -> CallOpening {
        var meta = CallMeta()
        var fault: Fault?
        do throws(Fault) {
            meta = try ParamsReading.meta(of: call.params, limits: limits)
        } catch {
            fault = error
        }
        let trace = (meta.traceparent ?? call.traceparent).flatMap { TraceContext(traceparent: $0) } ?? traces.next()
        let expires = arrival.uptime.adding(milliseconds: meta.timeoutMs ?? limits.defaultTimeoutMs)
        return CallOpening(meta: meta, metaFault: fault, trace: trace, expires: expires)
    }
}
