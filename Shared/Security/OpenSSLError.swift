import COpenSSL

/// OpenSSL refused: what was being done, and its own reason. Never holds key material.
package struct OpenSSLError: Error, Sendable, CustomStringConvertible {
    package let operation: String
    package let reason: String

    /// Takes the newest reason off this thread's error queue and empties it, so that it is not found by the next caller.
    init(_ operation: String) {
        self.operation = operation
        let code = ERR_peek_last_error()
        ERR_clear_error()
        reason = ERR_reason_error_string(code).map { String(cString: $0) } ?? "no reason given"
    }

    /// What this side finds wrong before OpenSSL is asked.
    init(_ operation: String, reason: String) {
        self.operation = operation
        self.reason = reason
    }

    package var description: String { "\(operation): \(reason)" }
}

/// Throws unless OpenSSL answered 1, its only word for success.
func require(_ status: Int32, _ operation: String) throws {
    guard status == 1 else { throw OpenSSLError(operation) }
}

/// The object OpenSSL made, or its reason for making none.
func require<Object>(_ object: Object?, _ operation: String) throws -> Object {
    guard let object else { throw OpenSSLError(operation) }
    return object
}
