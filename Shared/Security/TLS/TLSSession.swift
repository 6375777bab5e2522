import COpenSSL

/// One TLS connection as a machine without I/O: what comes by the wire goes in by `receive`, what is to be sent is taken
/// by `takeOutput`, and between them stand the handshake, plain bytes and the end.
///
/// Not for concurrent use.
package struct TLSSession: ~Copyable {
    /// Longest content of a record (RFC 8446 §5.1): more than this is never needed at a time.
    package static let recordBytes = 16 << 10

    private let session: OpaquePointer
    /// Owned by the session.
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    /// What `read` found.
    package enum Reading: Equatable {
        case bytes(Int)
        /// Nothing until more has come by the wire.
        case nothing
        /// The other side has ended its direction in good order.
        case closed
    }

    init(owning session: OpaquePointer) throws {
        let incoming = try require(BIO_new(BIO_s_mem()), "begin TLS")
        guard let outgoing = BIO_new(BIO_s_mem()) else {
            BIO_free(incoming)
            throw OpenSSLError("begin TLS")
        }
        SSL_set_bio(session, incoming, outgoing)
        self.session = session
        self.incoming = incoming
        self.outgoing = outgoing
    }

    deinit { SSL_free(session) }

    package var isOpen: Bool { SSL_is_init_finished(session) == 1 }

    /// `TLSv1.2` or `TLSv1.3`.
    package var version: String { String(cString: SSL_get_version(session)) }

    /// Bytes from the wire. Hand over few at a time, at most about a record, and use them up: memory grows with them.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        let taken = BIO_write(incoming, start, Int32(bytes.count))
        precondition(taken == Int32(bytes.count), "there is no memory for a record")
    }

    /// Goes on with the handshake as far as what has come allows. True once it is over.
    package mutating func shakeHands() throws(TLSFailure) -> Bool {
        ERR_clear_error()
        let status = SSL_do_handshake(session)
        guard status != 1 else { return true }
        guard SSL_get_error(session, status) == SSL_ERROR_WANT_READ else {
            throw TLSFailure(during: true, of: session)
        }
        return false
    }

    /// Plain bytes out of what has come.
    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(TLSFailure) -> Reading {
        ERR_clear_error()
        let status = SSL_read(session, buffer.baseAddress, Int32(buffer.count))
        guard status <= 0 else { return .bytes(Int(status)) }
        switch SSL_get_error(session, status) {
        case SSL_ERROR_WANT_READ: return .nothing
        case SSL_ERROR_ZERO_RETURN: return .closed
        default: throw TLSFailure(during: false, of: session)
        }
    }

    /// Encrypts plain bytes, at most `recordBytes` of them, into the output.
    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(TLSFailure) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        ERR_clear_error()
        // Memory takes everything, so it is written whole or not at all.
        guard SSL_write(session, start, Int32(bytes.count)) == Int32(bytes.count) else {
            throw TLSFailure(during: false, of: session)
        }
    }

    /// Ends this direction: the output gets a `close_notify`. Not for use after a failure.
    package mutating func close() {
        ERR_clear_error()
        _ = SSL_shutdown(session)
        // Before the end of a handshake it refuses, and then there is nothing to end.
        ERR_clear_error()
    }

    /// How much there is to be sent.
    package var outputBytes: Int { Int(BIO_ctrl_pending(outgoing)) }

    /// Moves what is to be sent into the buffer, as far as it goes; the number of bytes.
    package mutating func takeOutput(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        max(0, Int(BIO_read(outgoing, buffer.baseAddress, Int32(buffer.count))))
    }
}
