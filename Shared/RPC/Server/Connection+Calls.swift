import Contracts
import JSONRPC
import NIOCore

/// Calls: their start, their answers.
extension Connection {
    func perform(_ action: ConnectionState.Action) {
        switch action {
        case .start(let ticket):
            start(ticket)
        case .refuse(let ticket, let fault):
            fail(ticket, with: fault)
        case .refuseMessage(let id, let fault, let framing):
            var fault = fault
            fault.traceID = state.traces.next().traceID
            frame(framing) { [fault] in WireAnswer.write(fault, id: id, to: &$0) }
            count(isFault: true)
            server.observer?.messageRefused(fault.kind)
        case .cancel(let ticket):
            work(ticket)?.cancel()
        case .abandon(let ticket, let fault):
            abandon(ticket, fault)
        case .answerBatch(let answers, let framing):
            write(answers, framing)
        case .cut:
            context?.close(promise: nil)
        }
    }

    /// The check point: nothing runs but what `AccessCheck` lets pass.
    private func start(_ ticket: Ticket) {
        guard let slot = state.slot(ticket) else { return }
        server.observer?.callBegan(method: slot.label)
        renewStanding()
        guard let method = slot.method else {
            // Which methods there are is nobody's business before authentication.
            return fail(ticket, with: Fault(caller.principal == nil ? .unauthenticated : .methodNotFound))
        }
        if let fault = AccessCheck.refusal(of: method, to: caller) ?? slot.metaFault {
            return fail(ticket, with: fault)
        }
        let call = RPCCall(
            method: method, caller: caller, meta: slot.meta, trace: slot.trace,
            receivedAt: slot.arrival.instant, expires: slot.expires, params: slot.params)
        let run: RegisteredMethod.Handler
        switch method.work {
        case .task(let handler): run = handler
        case .direct(let handler): return finish(ticket, slot, call, handler)
        case .waiting(let begin): return self.begin(ticket, call, begin)
        }
        let answer = Answer(sink: self, ticket: ticket)
        let task = Task.immediateDetached(executorPreference: executor) { await run(call, answer) }
        keep(.task(task), of: ticket)
    }

    private func begin(_ ticket: Ticket, _ call: RPCCall, _ begin: RegisteredMethod.WaitingHandler) {
        do {
            keep(.pending(try begin(call, Answer(sink: self, ticket: ticket))), of: ticket)
        } catch {
            fail(ticket, with: Fault(error, of: call))
        }
    }

    /// To be cancelled, unless the call has ended already.
    private func keep(_ work: RunningWork, of ticket: Ticket) {
        guard state.slot(ticket) != nil else { return }
        while works.count <= ticket.slot { works.append(nil) }
        works[ticket.slot] = work
    }

    /// Grants begin and end while a connection lasts; revoked meanwhile, it is as if it had never been authenticated.
    private func renewStanding() {
        guard let known = caller.principal, let standing = server.standing else { return }
        let principal = standing(known)
        if principal != known { caller = Caller(principal: principal, peer: caller.peer) }
    }

    /// Answers a call that has a place and whose answer is written here: one that never waits and had to wait for its turn, or
    /// one whose waiting is over.
    private func finish(
        _ ticket: Ticket, _ slot: CallSlot, _ call: RPCCall, _ handler: RegisteredMethod.DirectHandler
    ) {
        do {
            guard let id = slot.id else {
                var nowhere = JSONWriter()
                try handler(call, nil, &nowhere)
                return end(ticket, slot, nil, bytes: 0)
            }
            if slot.member == nil {
                let bytes = try frame(slot.framing) { try write(call, id, handler, to: &$0) }
                end(ticket, slot, nil, bytes: bytes)
            } else {
                var writer = JSONWriter()
                try write(call, id, handler, to: &writer)
                end(ticket, slot, nil, answer: writer.bytes, bytes: writer.bytes.count)
            }
        } catch {
            fail(ticket, with: Fault(error, of: call))
        }
    }

    /// Runs a call that neither waits nor has a place.
    func answer(_ direct: DirectCall) {
        if server.isObserved { server.observer?.callBegan(method: direct.method.contract.name) }
        renewStanding()
        let opening = direct.opening
        let call = RPCCall(
            method: direct.method, caller: caller, meta: opening.meta, trace: opening.trace,
            receivedAt: direct.arrival.instant, expires: opening.expires, params: direct.params)
        var kind: FaultKind?
        var bytes = 0
        do {
            if let fault = AccessCheck.refusal(of: direct.method, to: caller) ?? opening.metaFault {
                throw fault
            }
            bytes = try frame(direct.framing) { try write(call, direct.id, direct.handler, to: &$0) }
        } catch {
            let fault = Fault(error, of: call)
            kind = fault.kind
            bytes = frame(direct.framing) { WireAnswer.write(fault, id: direct.id, to: &$0) }
        }
        record(
            direct.method.contract.name, direct.arrival, opening.trace, kind, hasRun: true,
            requestBytes: direct.params.rawByteCount, responseBytes: bytes)
    }

    private func write(
        _ call: RPCCall, _ id: RequestID, _ handler: RegisteredMethod.DirectHandler, to writer: inout JSONWriter
    ) throws {
        let start = writer.bytes.count
        try handler(call, id, &writer)
        let limit = server.limits.responseBytes
        if writer.bytes.count - start > limit { throw Fault(.responseTooBig, limit: limit) }
    }

    private func work(_ ticket: Ticket) -> RunningWork? {
        ticket.slot < works.count ? works[ticket.slot] : nil
    }

    private func abandon(_ ticket: Ticket, _ fault: Fault) {
        guard let slot = state.slot(ticket), slot.phase == .running else { return }
        var fault = fault
        fault.traceID = fault.traceID ?? slot.trace.traceID
        var member: [UInt8] = []
        if let id = slot.id {
            if slot.member == nil {
                frame(slot.framing) { [fault] in WireAnswer.write(fault, id: id, to: &$0) }
            } else {
                member = WireAnswer.fault(fault, id: id)
            }
        }
        state.abandon(ticket, answer: member)
        record(slot, fault.kind, bytes: 0)
        work(ticket)?.cancel()
    }

    /// Writes one framed answer behind what stands in the output already, and gives its length. When `body` throws, nothing
    /// is written.
    @discardableResult
    func frame(_ framing: Framing, _ body: (inout JSONWriter) throws -> Void) rethrows -> Int {
        let start = output.bytes.count
        let mark = framing.begin(&output.bytes)
        do {
            try body(&output)
        } catch {
            output.bytes.removeSubrange(start...)
            throw error
        }
        framing.end(&output.bytes, mark: mark)
        let count = output.bytes.count - start
        state.unsent(count)
        return count
    }

    private func write(_ answers: [[UInt8]], _ framing: Framing) {
        guard !answers.isEmpty else { return }
        if answers.reduce(0, { $0 + $1.count + 1 }) > server.limits.responseBytes {
            let fault = Fault(
                .batchResponseTooLarge, limit: server.limits.responseBytes, traceID: state.traces.next().traceID)
            frame(framing) { WireAnswer.write(fault, id: .null, to: &$0) }
            return
        }
        frame(framing) { writer in
            writer.beginArray()
            for answer in answers { writer.raw(answer) }
            writer.endArray()
        }
    }

    /// Ends a call whose outcome is known, and what was waiting for that.
    private func end(_ ticket: Ticket, _ slot: CallSlot, _ fault: FaultKind?, answer: [UInt8] = [], bytes: Int) {
        if ticket.slot < works.count { works[ticket.slot] = nil }
        if !slot.isRecorded { record(slot, slot.phase == .abandoned ? .cancelled : fault, bytes: bytes) }
        state.ended(ticket, answer: answer, at: .now)
        guard !isWorking else { return }
        perform()
        settleSoon()
    }

    private func record(_ slot: CallSlot, _ fault: FaultKind?, bytes: Int) {
        if slot.isNotification, fault != nil {
            server.counters.notificationDropped()
        }
        record(
            slot.label, slot.arrival, slot.trace, fault, hasRun: slot.phase != .waiting,
            requestBytes: slot.params.rawByteCount, responseBytes: bytes)
    }

    private func count(isFault: Bool) {
        ended.calls += 1
        if isFault { ended.faults += 1 }
    }

    private func record(
        _ label: String, _ arrival: Arrival, _ trace: TraceContext, _ fault: FaultKind?, hasRun: Bool,
        requestBytes: Int, responseBytes: Int
    ) {
        count(isFault: fault != nil)
        guard server.isObserved, let observer = server.observer else { return }
        let duration = Uptime.now.nanoseconds - arrival.uptime.nanoseconds
        observer.callEnded(
            CallRecord(
                method: label, fault: fault, hasRun: hasRun, duration: .nanoseconds(duration),
                requestBytes: requestBytes, responseBytes: responseBytes, trace: trace))
    }
}

extension Connection: AnswerSink {
    func succeed(_ ticket: Ticket, with result: some Encodable & Sendable) {
        guard eventLoop.inEventLoop else { return eventLoop.execute { self.succeed(ticket, with: result) } }
        guard let slot = state.slot(ticket) else { return }
        guard let id = slot.id, slot.phase != .abandoned else { return end(ticket, slot, nil, bytes: 0) }
        let limit = server.limits.responseBytes
        do {
            if slot.member == nil {
                let bytes = try frame(slot.framing) { writer in
                    let start = writer.bytes.count
                    try WireAnswer.write(result, id: id, to: &writer)
                    if writer.bytes.count - start > limit { throw Fault(.responseTooBig, limit: limit) }
                }
                end(ticket, slot, nil, bytes: bytes)
            } else {
                var writer = JSONWriter()
                try WireAnswer.write(result, id: id, to: &writer)
                if writer.bytes.count > limit { throw Fault(.responseTooBig, limit: limit) }
                end(ticket, slot, nil, answer: writer.bytes, bytes: writer.bytes.count)
            }
        } catch {
            var fault = error as? Fault ?? Fault(.internalError)
            fault.traceID = slot.trace.traceID
            fail(ticket, with: fault)
        }
    }

    func finish(_ ticket: Ticket, _ call: RPCCall, _ result: @escaping @Sendable (inout JSONWriter) throws -> Void) {
        guard eventLoop.inEventLoop else { return eventLoop.execute { self.finish(ticket, call, result) } }
        guard let slot = state.slot(ticket) else { return }
        guard slot.phase != .abandoned else { return end(ticket, slot, nil, bytes: 0) }
        finish(ticket, slot, call) { _, id, writer in
            guard let id else { return try result(&writer) }
            writer.beginAnswer()
            try result(&writer)
            writer.endAnswer(id: id)
        }
    }

    func fail(_ ticket: Ticket, with fault: Fault) {
        guard eventLoop.inEventLoop else { return eventLoop.execute { self.fail(ticket, with: fault) } }
        guard let slot = state.slot(ticket) else { return }
        guard let id = slot.id, slot.phase != .abandoned else { return end(ticket, slot, fault.kind, bytes: 0) }
        var fault = fault
        fault.traceID = fault.traceID ?? slot.trace.traceID
        if slot.member == nil {
            let bytes = frame(slot.framing) { WireAnswer.write(fault, id: id, to: &$0) }
            end(ticket, slot, fault.kind, bytes: bytes)
        } else {
            let answer = WireAnswer.fault(fault, id: id)
            end(ticket, slot, fault.kind, answer: answer, bytes: answer.count)
        }
    }

    func authenticated(as principal: Principal) {
        eventLoop.preconditionInEventLoop()
        caller = Caller(principal: principal, peer: caller.peer)
        state.authenticated()
    }

    func cancelCall(id: JSONNode) -> Bool {
        eventLoop.preconditionInEventLoop()
        guard let id = RequestID(id, limits: state.wireLimits) else { return false }
        return state.cancel(id)
    }
}
