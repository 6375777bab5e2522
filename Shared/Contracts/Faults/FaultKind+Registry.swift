/// What the registry service can answer: codes 1000–1999.
extension FaultKind {
    package static let registryFaults: [FaultKind] = []
}
