/// A row of the table of faults: what a caller can act on. One table for all services: the protocol's own in
/// `FaultKind+Protocol.swift`, each service's in `FaultKind+<Service>.swift` (1000–1999 registry, 2000–2999 events,
/// 3000–3999 reporting, 4000–4999 notifications). A reason and a code, once given, keep their meaning.
package struct FaultKind: Sendable, Hashable {
    /// `error.code`.
    package let code: Int
    /// `error.data.reason`: stable, upper case.
    package let reason: String
    /// What kind of failure it is, in gRPC's words.
    package let status: Status
    /// Whether the same call may succeed later, unchanged.
    package let retryable: Bool
    /// The default text of `error.message`.
    package let message: String

    package init(_ code: Int, _ reason: String, _ status: Status, retryable: Bool = false, _ message: String) {
        self.code = code
        self.reason = reason
        self.status = status
        self.retryable = retryable
        self.message = message
    }

    /// Every fault there is; a test holds codes and reasons unique.
    package static let all: [FaultKind] =
        protocolFaults + ledgerFaults + registryFaults + eventsFaults + reportingFaults + notificationsFaults

    package static func of(reason: String) -> FaultKind? { byReason[reason] }

    private static let byReason = Dictionary(all.map { ($0.reason, $0) }) { first, _ in first }
}
