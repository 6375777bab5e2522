import Shared

struct Imports: Sendable {
    let vault: ContactVault

    /// Does what `apply` does, and rolls back: so it cannot promise anything else.
    func plan(_ params: ImportParams, _ context: QueryContext) async throws -> ImportReport {
        try await context.database.transactionEnding { transaction in
            .rollback(try await load(params, transaction, now: context.now).report)
        }
    }

    func apply(_ params: ImportParams, _ effect: Effect) async throws -> ImportReport {
        let load = try await load(params, effect, now: effect.now)
        let report = load.report
        guard load.bad.isEmpty || params.skipBadRows == true && load.rows > 0 && !load.isVoid else {
            throw Fault(
                .importRefused, "\(report.skipped) of \(report.rows) rows are bad, and nothing of the file was written",
                violations: report.bad.map {
                    Violation(
                        path: "line \($0.line)" + ($0.column.map { ": \($0)" } ?? ""), rule: $0.rule, detail: $0.detail)
                })
        }
        try await effect.record(load.changes)
        return report
    }

    private func load(
        _ params: ImportParams, _ executor: any StatementExecutor, now: Instant
    ) async throws -> ImportLoad {
        var load = ImportLoad(executor: executor, now: now)
        switch params.kind {
        case .regions: try await RegionImport.run(params.csv, &load)
        case .units: try await UnitImport.run(params.csv, &load)
        case .relations: try await RelationImport.run(params.csv, &load)
        case .contacts: try await ContactImport.run(params.csv, &load, vault)
        }
        return load
    }
}
