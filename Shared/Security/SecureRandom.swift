import COpenSSL

/// Bytes nobody can foretell, from OpenSSL's generator.
package enum SecureRandom {
    package static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // It fails only when the system gives no entropy; going on with guessable secrets is worse than ending.
        precondition(RAND_bytes(&bytes, Int32(count)) == 1, "the system's random generator gives nothing")
        return bytes
    }
}
