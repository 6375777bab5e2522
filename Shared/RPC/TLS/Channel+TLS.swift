package import NIOCore
package import Security

extension Channel {
    /// Makes a server's side speak TLS. To be called while the channel is set up, before its other handlers are added.
    ///
    /// - Parameters:
    ///   - limit: for the handshake, from the opening of the connection.
    ///   - allowsHalfClosure: as the channel's own option.
    ///   - onFailure: told once, on the event loop, when TLS is why the connection ends.
    package func addServerTLS(
        _ credentials: TLSCredentials, handshakeLimit limit: TimeAmount, allowsHalfClosure: Bool,
        onFailure: @escaping @Sendable (TLSFailure) -> Void
    ) throws {
        let handshake = eventLoop.makePromise(of: Void.self)
        do {
            try pipeline.syncOperations.addHandler(
                TLSHandler(
                    credentials.current.makeSession(), handshakeLimit: limit, allowsHalfClosure: allowsHalfClosure,
                    handshake: handshake, onFailure: onFailure))
        } catch {
            handshake.fail(error)
            throw error
        }
    }

    /// Makes a client's side speak TLS with a server whose certificate is for `host`; as `addServerTLS`.
    ///
    /// - Returns: done when the handshake is over and the server is who it should be; fails with a `TLSFailure`.
    package func addClientTLS(
        _ credentials: TLSCredentials, host: String, handshakeLimit limit: TimeAmount
    ) throws -> EventLoopFuture<Void> {
        let handshake = eventLoop.makePromise(of: Void.self)
        do {
            try pipeline.syncOperations.addHandler(
                TLSHandler(
                    credentials.current.makeSession(verifying: host), handshakeLimit: limit, allowsHalfClosure: false,
                    handshake: handshake, onFailure: { _ in }))
        } catch {
            handshake.fail(error)
            throw error
        }
        return handshake.futureResult
    }
}
