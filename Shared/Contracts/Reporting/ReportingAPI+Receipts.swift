package import Values

extension ReportingAPI {
    /// A receipt with the proof that it stands in the ledger.
    package enum GetReceipt: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The receipt; or give `source`.
            package let id: ID<Receipt>?
            /// The submission, the material, or the obligation of a nil return.
            package let source: UniqueID?
            /// With `source`, the version; absent: the newest.
            package let version: Int?

            package init(id: ID<Receipt>? = nil, source: UniqueID? = nil, version: Int? = nil) {
                self.id = id
                self.source = source
                self.version = version
            }
        }
        package typealias Result = Receipt
        package static let contract = MethodContract(
            "reporting.receipts.get", "A receipt, with its place in the ledger once that is sealed.", kind: .query,
            access: .scoped(.read, [.entity(.receipt, "id"), .entity(.receiptSource, "source")]),
            faults: [.receiptUnknown])
        package static let examples = [
            Example(params: Params(source: Submission.example.id.value, version: 1), result: Receipt.example)
        ]
    }

    /// Whether a receipt is one of this service's. Anybody with the public key can find out without it.
    package enum VerifyReceipt: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// As `reporting.receipts.get` gave it.
            package let receipt: Receipt

            package init(receipt: Receipt) { self.receipt = receipt }
        }
        package typealias Result = ReceiptVerification
        package static let contract = MethodContract(
            "reporting.receipts.verify", "Whether a receipt was signed by this service and stands in its ledger.",
            kind: .query)
        package static let examples = [
            Example(
                params: Params(receipt: Receipt.example),
                result: ReceiptVerification(sealed: false, problems: [.notAReceipt]))
        ]
    }

    /// The keys that sign receipts.
    package enum ListReceiptKeys: RPCMethod {
        package typealias Params = Empty
        package typealias Result = PublishedKeys
        package static let contract = MethodContract(
            "reporting.receipts.keys", "The public keys of receipts, former ones as well.", kind: .query)
        package static let examples = [Example(params: Empty(), result: PublishedKeys.example)]
    }
}
