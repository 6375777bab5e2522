/// What the events service can answer: codes 2000–2999.
extension FaultKind {
    package static let eventsFaults: [FaultKind] = []
}
