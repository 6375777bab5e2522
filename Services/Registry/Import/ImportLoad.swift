import Shared

/// One load of a file: what every kind of import needs, and where it reports to.
///
/// Loads run in order and in one transaction. Bad rows are left out and noted; whether the rest may stay decides the
/// caller, who rolls back otherwise.
struct ImportLoad {
    let executor: any StatementExecutor
    let now: Instant
    private(set) var rows = 0
    private(set) var created = 0
    private(set) var updated = 0
    private(set) var unchanged = 0
    private(set) var bad: [BadCell] = []
    private(set) var changes: [RecordedChange] = []
    private(set) var isVoid = false

    init(executor: any StatementExecutor, now: Instant) {
        self.executor = executor
        self.now = now
    }

    mutating func count(rows: Int, created: Int = 0, updated: Int = 0, unchanged: Int = 0) {
        self.rows += rows
        self.created += created
        self.updated += updated
        self.unchanged += unchanged
    }

    mutating func refuse(_ cells: [BadCell]) { bad += cells }

    /// Nothing of the file may stay, skipped rows or not.
    mutating func void() { isVoid = true }

    mutating func note(_ change: RecordedChange) { changes.append(change) }

    var report: ImportReport {
        let lines = Set(bad.map(\.line))
        return ImportReport(
            rows: rows, created: created, updated: updated, unchanged: unchanged, skipped: lines.subtracting([1]).count,
            bad: Array(bad.sorted { ($0.line, $0.column ?? "") < ($1.line, $1.column ?? "") }.prefix(200)))
    }
}
