import Synchronization

/// What went over connections since the start of the process: their quotient says how well statements share round trips.
final class PipelineCounts: Sendable {
    private let sentStatements = Atomic(0)
    private let sentSyncs = Atomic(0)

    var statements: Int { sentStatements.load(ordering: .relaxed) }
    var syncs: Int { sentSyncs.load(ordering: .relaxed) }

    func countStatement() { sentStatements.add(1, ordering: .relaxed) }

    func countSync() { sentSyncs.add(1, ordering: .relaxed) }
}
