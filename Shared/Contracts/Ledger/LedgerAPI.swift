/// The methods of a ledger, the same on every service: `<service>.ledger.*`.
package enum LedgerAPI<Owner: LedgerOwner> {
    /// All of them, in the order of the reference.
    package static var methods: [any RPCMethod.Type] {
        [Checkpoint.self, Inclusion.self, Consistency.self, Verify.self, List.self, Keys.self]
    }

    /// The signed state of the ledger.
    package enum Checkpoint: RPCMethod {
        package typealias Params = CheckpointParams
        package typealias Result = LedgerCheckpoint
        package static var contract: MethodContract {
            MethodContract(
                "\(Owner.service).ledger.checkpoint", "The signed state of the ledger: keep one to compare with later.",
                kind: .query, faults: [.ledgerSizeUnknown])
        }
        package static var examples: [Example<Params, Result>] {
            [Example(params: Params(), result: .example(of: Owner.service))]
        }
    }

    /// That an entry stands in the ledger.
    package enum Inclusion: RPCMethod {
        package typealias Params = InclusionParams
        package typealias Result = InclusionProof
        package static var contract: MethodContract {
            MethodContract(
                "\(Owner.service).ledger.inclusion", "The proof that an entry stands in the ledger.", kind: .query,
                faults: [.ledgerEntryUnknown, .ledgerEntryUnsealed, .ledgerSizeUnknown])
        }
        package static var examples: [Example<Params, Result>] {
            let proof = InclusionProof.example(of: Owner.service)
            return [Example(params: Params(entry: proof.entry), result: proof)]
        }
    }

    /// That the ledger only grew.
    package enum Consistency: RPCMethod {
        package typealias Params = ConsistencyParams
        package typealias Result = ConsistencyProof
        package static var contract: MethodContract {
            MethodContract(
                "\(Owner.service).ledger.consistency", "The proof that the ledger only grew between two checkpoints.",
                kind: .query, faults: [.ledgerSizeUnknown])
        }
        package static var examples: [Example<Params, Result>] {
            let proof = ConsistencyProof(
                from: 1, fromRoot: LedgerCheckpoint.exampleDigest, path: [],
                checkpoint: .example(of: Owner.service))
            return [Example(params: Params(from: 1), result: proof)]
        }
    }

    /// Computes a stretch of the ledger again and names every row that is not what was sealed.
    package enum Verify: RPCMethod {
        package typealias Params = LedgerStretchParams
        package typealias Result = LedgerVerification
        package static var contract: MethodContract {
            MethodContract(
                "\(Owner.service).ledger.verify",
                "Computes a stretch of the ledger again and names what is not as it was sealed.", kind: .query,
                access: .roles([.provinceAdmin, .reader]))
        }
        package static var examples: [Example<Params, Result>] {
            let result = Result(suite: .international, from: 0, checked: 1, size: 1, findings: [], next: nil)
            return [Example(params: Params(from: 0), result: result)]
        }
    }

    /// The entries themselves, for an export that is verified elsewhere.
    package enum List: RPCMethod {
        package typealias Params = LedgerStretchParams
        package typealias Result = LedgerPage
        package static var contract: MethodContract {
            MethodContract(
                "\(Owner.service).ledger.list", "The sealed entries with their hashes, and the checkpoints among them.",
                kind: .query, access: .roles([.provinceAdmin, .reader]))
        }
        package static var examples: [Example<Params, Result>] {
            let page = LedgerPage(
                lines: [.example(of: Owner.service)], checkpoints: [.example(of: Owner.service)], next: nil)
            return [Example(params: Params(from: 0), result: page)]
        }
    }

    /// The keys that sign checkpoints and receipts.
    package enum Keys: RPCMethod {
        package typealias Params = Empty
        package typealias Result = PublishedKeys
        package static var contract: MethodContract {
            MethodContract(
                "\(Owner.service).ledger.keys", "The public keys of what this service signs, former ones as well.",
                kind: .query)
        }
        package static var examples: [Example<Params, Result>] { [Example(params: Empty(), result: .example)] }
    }
}

/// A service's face, as the owner of a ledger.
package protocol LedgerOwner: SendableMetatype {
    /// The service's name, the first part of its methods' names.
    static var service: String { get }
}

extension RegistryAPI: LedgerOwner { package static var service: String { "registry" } }
extension EventsAPI: LedgerOwner { package static var service: String { "events" } }
extension ReportingAPI: LedgerOwner { package static var service: String { "reporting" } }
extension NotificationsAPI: LedgerOwner { package static var service: String { "notifications" } }
