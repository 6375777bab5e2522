import Contracts
import Postgres

extension MetricsRegistry {
    /// Shows what a database's connections do, asked when the metrics are written.
    func observe(_ database: Database) {
        let shared: [(String, @Sendable () -> DatabaseFigures.Shared)] = [
            ("readers", { database.figures.readers }), ("writers", { database.figures.writers }),
        ]
        let open = "Connections to PostgreSQL that are open, by their use."
        for (kind, figures) in shared {
            observe("week_database_connections", [("kind", kind)], help: open) { Double(figures().open) }
            observe(
                "week_database_outstanding", [("kind", kind)],
                help: "Statements on shared connections, not answered yet."
            ) { Double(figures().outstanding) }
            observe("week_database_statements", [("kind", kind)], help: "Statements sent since the start.") {
                Double(figures().statements)
            }
            observe("week_database_syncs", [("kind", kind)], help: "Round trips they shared; of writers, commits.") {
                Double(figures().syncs)
            }
        }
        observe("week_database_connections", [("kind", "leases")], help: open) { Double(database.figures.leases.open) }
        observe("week_database_leases_taken", help: "Connections leased now, each for one transaction.") {
            Double(database.figures.leases.taken)
        }
        observe("week_database_leases_waiting", help: "Callers that wait for a connection to lease.") {
            Double(database.figures.leases.waiting)
        }
        observeCount("week_database_leases_refused_total", help: "Callers that got none within the bounded wait.") {
            Double(database.figures.leases.refused)
        }
    }
}

extension DatabaseFigures {
    /// What `rpc.stats` says of them.
    var stats: DatabaseStats {
        DatabaseStats(
            readers: readers.stats, writers: writers.stats, leasesOpen: leases.open, leasesTaken: leases.taken,
            leasesWaiting: leases.waiting, leasesRefused: leases.refused)
    }
}

extension DatabaseFigures.Shared {
    fileprivate var stats: DatabaseStats.Shared {
        .init(connections: open, outstanding: outstanding, statements: statements, syncs: syncs)
    }
}
