/// What the notifications service can answer: codes 4000–4999.
extension FaultKind {
    package static let notificationsFaults: [FaultKind] = []
}
