import Shared

/// The ledger of one service, as the administrator's program asks for it.
struct LedgerClient: Sendable {
    let checkpoint: @Sendable (CheckpointParams) async throws -> LedgerCheckpoint
    let consistency: @Sendable (ConsistencyParams) async throws -> ConsistencyProof
    let verify: @Sendable (LedgerStretchParams) async throws -> LedgerVerification
    let list: @Sendable (LedgerStretchParams) async throws -> LedgerPage
    let keys: @Sendable () async throws -> PublishedKeys

    init<Owner: LedgerOwner>(_ client: ClusterClient, _: Owner.Type) {
        checkpoint = { try await client.call(LedgerAPI<Owner>.Checkpoint.self, $0) }
        consistency = { try await client.call(LedgerAPI<Owner>.Consistency.self, $0) }
        verify = { try await client.call(LedgerAPI<Owner>.Verify.self, $0, timeout: .seconds(60)) }
        list = { try await client.call(LedgerAPI<Owner>.List.self, $0, timeout: .seconds(60)) }
        keys = { try await client.call(LedgerAPI<Owner>.Keys.self, Empty()) }
    }
}

extension ClusterClient {
    func ledger(of service: ServiceName) -> LedgerClient {
        switch service {
        case .registry: LedgerClient(self, RegistryAPI.self)
        case .events: LedgerClient(self, EventsAPI.self)
        case .reporting: LedgerClient(self, ReportingAPI.self)
        case .notifications: LedgerClient(self, NotificationsAPI.self)
        }
    }
}
