/// What the methods of a ledger can answer, on every service.
extension FaultKind {
    package static let ledgerEntryUnknown = FaultKind(
        -32040, "LEDGER_ENTRY_UNKNOWN", .notFound, "There is no such entry in this ledger")
    package static let ledgerEntryUnsealed = FaultKind(
        -32041, "LEDGER_ENTRY_UNSEALED", .failedPrecondition, retryable: true,
        "The entry is written and not sealed yet: ask again in two seconds")
    package static let ledgerSizeUnknown = FaultKind(
        -32042, "LEDGER_SIZE_UNKNOWN", .outOfRange, "The ledger has no checkpoint of this suite and size")

    package static let ledgerFaults: [FaultKind] = [ledgerEntryUnknown, ledgerEntryUnsealed, ledgerSizeUnknown]
}
