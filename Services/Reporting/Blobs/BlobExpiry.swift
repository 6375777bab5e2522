import Shared

/// Gives the room of uploads back that nobody went on with, and of contents nobody has any more.
struct BlobExpiry: Sendable {
    let service: ServiceDependencies

    /// How long an upload may stand still: a long weekend and the working day behind it.
    static let patience = Duration.seconds(7 * 86_400)

    var job: Job {
        .every(.seconds(600), "uploads", logger: service.logger) { try await expire() }
    }

    func expire() async throws {
        try await service.transact { effect in
            try await effect.execute(BlobStatements.expireUploads, effect.now.adding(.zero - Self.patience))
            try await effect.execute(BlobStatements.dropOwnerless)
            try await effect.execute(BlobStatements.dropUnstored)
        }
    }
}
