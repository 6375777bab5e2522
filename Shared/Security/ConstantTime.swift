import COpenSSL

/// Comparison that takes as long for a wrong secret as for a right one.
package enum ConstantTime {
    /// Only the lengths may be learnt from the time it takes.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
