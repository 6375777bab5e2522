import TestSupport

extension ProgramRun {
    /// The administrator's program.
    static func week(
        _ arguments: [String], environment: [String: String], within limit: Duration = .seconds(60)
    ) async throws -> ProgramOutput {
        try await run(
            path(of: "week"), arguments, environment: environment, within: limit)
    }
}
