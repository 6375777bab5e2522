/// Whether bytes that nobody protects may leave the machine.
package enum Plaintext: String, Sendable, Hashable, CaseIterable {
    case refused, allowed
}
