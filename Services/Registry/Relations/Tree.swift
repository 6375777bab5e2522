import Shared

struct Tree: Sendable {
    private static let mostSteps = 32

    func below(
        _ params: RegistryAPI.GetTree.Params, _ context: QueryContext
    ) async throws -> RegistryAPI.GetTree.Result {
        let depth = params.depth ?? Self.mostSteps
        guard (0...Self.mostSteps).contains(depth) else {
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(path: "params.depth", rule: "out_of_range", detail: "must be 0…\(Self.mostSteps)")
                ])
        }
        let at = params.at ?? context.now
        let nodes = try await context.database.query(
            TreeStatements.below, params.root, params.knownAt, at, params.type ?? .reportsTo, params.track, depth)
        guard !nodes.isEmpty else { throw Fault.unitUnknown(params.root) }
        return RegistryAPI.GetTree.Result(at: at, knownAt: params.knownAt ?? context.now, nodes: nodes)
    }

    func above(
        _ params: RegistryAPI.GetPath.Params, _ context: QueryContext
    ) async throws -> RegistryAPI.GetPath.Result {
        let at = params.at ?? context.now
        let nodes = try await context.database.query(
            TreeStatements.above, params.unit, params.knownAt, at, params.type ?? .reportsTo, params.track,
            Self.mostSteps)
        guard !nodes.isEmpty else { throw Fault.unitUnknown(params.unit) }
        return RegistryAPI.GetPath.Result(at: at, knownAt: params.knownAt ?? context.now, nodes: nodes)
    }
}
