import CLibPQ

/// What the server says, as libpq gives it.
extension ConnectionLoop {
    func receive(_ open: OpaquePointer) throws(PostgresError) {
        // libpq gives NULL at the end of each command, and also when it has nothing: two in a row mean nothing.
        var nulls = 0
        // What has come together is answered together, also when the connection breaks behind it.
        var completions: [ConnectionState<ResultBuffer>.Completion] = []
        defer { deliver(completions) }
        while state.expectsReply, copy == nil, nulls < 2, PQisBusy(open) == 0 {
            guard let result = PQgetResult(open) else {
                nulls += 1
                let wasInScript = state.isInScript
                if wasInScript, notices.hasDoubtfulCommit { throw Self.inDoubt }
                state.received(.end, &completions)
                if wasInScript, !state.isInScript { try endScript(open) }
                continue
            }
            nulls = 0
            try handle(result, open, &completions)
        }
    }

    private func endScript(_ open: OpaquePointer) throws(PostgresError) {
        let status = PQtransactionStatus(open)
        connection.scriptEnded(inTransaction: status == PQTRANS_INTRANS || status == PQTRANS_INERROR)
        guard PQenterPipelineMode(open) == 1 else { throw Self.lost(open) }
    }

    private func handle(
        _ result: OpaquePointer, _ open: OpaquePointer,
        _ completions: inout [ConnectionState<ResultBuffer>.Completion]
    ) throws(PostgresError) {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            state.received(.success(ResultBuffer(owning: result)), &completions)
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
            state.received(.skipped, &completions)
        case PGRES_PIPELINE_SYNC:
            PQclear(result)
            if notices.hasDoubtfulCommit { throw Self.inDoubt }
            state.received(.sync, &completions)
        case PGRES_COPY_IN, PGRES_COPY_OUT:
            let isIn = PQresultStatus(result) == PGRES_COPY_IN
            PQclear(result)
            if case .copy(_, let channel) = runningScript?.kind {
                copy = Copy(channel: channel, isIn: isIn)
            } else {
                // A COPY in a plain script has nobody to give or take its data.
                copy = Copy(channel: CopyChannel(finished: "COPY needs copyIn or copyOut"), isIn: isIn)
            }
            try moveCopy(open)
        default:
            defer { PQclear(result) }
            // Without fields libpq made the result, because the connection broke; FATAL and PANIC end the session. No
            // statement is to blame then.
            guard let error = PostgresError(fields: result) else { throw Self.lost(open) }
            guard !PostgresError.endsSession(result) else {
                throw PostgresError(.connectionLost, message: error.message)
            }
            state.received(.failure(error), &completions)
        }
    }

    /// A synchronous standby did not confirm: committed here, but not where it must survive.
    private static let inDoubt = PostgresError(
        .connectionLost, message: "the wait for the synchronous standby was cancelled")

    /// Results that came before the connection broke are still good.
    func drainAndFail(_ open: OpaquePointer) -> PostgresError {
        let lost = Self.lost(open)
        do throws(PostgresError) {
            try receive(open)
        } catch {
            return error
        }
        return lost
    }

    static func lost(_ open: OpaquePointer) -> PostgresError {
        let message = PQerrorMessage(open).map { String(cString: $0) } ?? ""
        return PostgresError(.connectionLost, message: String(message.prefix { !$0.isNewline }))
    }
}
