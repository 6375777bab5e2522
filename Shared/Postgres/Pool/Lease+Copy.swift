extension Lease {
    /// Runs `COPY … FROM STDIN` with the chunks of `source`, which may end anywhere in a row, so that no value has to be
    /// in memory as a whole. At most about a megabyte lies between the two, and a chunk; the source is asked for more when
    /// PostgreSQL takes it.
    ///
    /// If the source throws, nothing of the COPY stays and its error is thrown on.
    /// - Returns: how many rows came in.
    package func copyIn<Source: AsyncSequence & Sendable>(_ sql: String, from source: Source) async throws -> Int
    where Source.Element == [UInt8] {
        let channel = CopyChannel()
        async let answer = copy(sql, channel)
        do {
            for try await chunk in source {
                guard await channel.send(chunk) else { break }
            }
            channel.finish()
        } catch {
            channel.finish(fault: "the source of the data failed")
            _ = try? await answer
            throw error
        }
        return try await answer
    }

    /// Runs `COPY … TO STDOUT` and gives `body` its data: each row with its line end, one that is longer than 64 KiB in
    /// several chunks. PostgreSQL is read from no faster than `body` takes them, and one row is all that lies in memory
    /// beside a megabyte of chunks. A `body` that stops early stops the COPY.
    package func copyOut<Value: Sendable>(
        _ sql: String, _ body: (CopyRows) async throws -> Value
    ) async throws -> Value {
        let channel = CopyChannel()
        async let answer = copy(sql, channel)
        do {
            let value = try await body(CopyRows(channel: channel))
            // Whoever has not read to the end does not want the rest, nor its count.
            // Leaving cancels the answer, and that the statement.
            guard channel.isDrained else {
                channel.close(dropping: true)
                return value
            }
            _ = try await answer
            return value
        } catch {
            channel.close(dropping: true)
            throw error
        }
    }

    private func copy(_ sql: String, _ channel: CopyChannel) async throws -> Int {
        defer { channel.close() }
        return try await submit(.copy(sql, channel), []).last?.affectedRows ?? 0
    }
}

/// The data of a COPY, read once: rows or, where they are long, pieces of rows.
package struct CopyRows: AsyncSequence, Sendable {
    package struct AsyncIterator: AsyncIteratorProtocol {
        let channel: CopyChannel

        package mutating func next() async throws -> [UInt8]? { await channel.next() }
    }

    let channel: CopyChannel

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(channel: channel) }
}
