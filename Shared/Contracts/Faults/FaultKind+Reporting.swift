/// What the reporting service can answer: codes 3000–3999.
extension FaultKind {
    package static let reportingFaults: [FaultKind] = []
}
