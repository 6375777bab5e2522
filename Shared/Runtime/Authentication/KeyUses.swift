import Contracts
import RPC

/// Tells the registry which keys were used here, now and then: for "last used", never for a decision. The registry notes
/// its own by itself.
struct KeyUses: Sendable {
    let service: ServiceDependencies

    static let interval: Duration = .seconds(60)

    static func job(_ service: ServiceDependencies) -> Job {
        .every(interval, "key_uses", logger: service.logger) { try await KeyUses(service: service).tell() }
    }

    /// What cannot be told now is lost: the next use is told again.
    func tell() async throws {
        let uses = service.access.takeUses().sorted { $0.key < $1.key }.prefix(PageLimit.most)
        guard !uses.isEmpty else { return }
        let params = RegistryAPI.NoteKeyUse.Params(prefixes: uses.map(\.key), usedAt: uses.map(\.value))
        let key = "uses:\(service.name.rawValue):\(ID<AccessKey>.make(at: service.clock.now()))"
        _ = try await service.client(of: .registry)
            .call(RegistryAPI.NoteKeyUse.self, params, options: CallOptions(idempotencyKey: key))
    }
}
