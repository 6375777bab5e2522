import Postgres
import Values

enum ProjectionStatements {
    static let ensure = Statement(
        "INSERT INTO projections (name, position, applied_at) VALUES ($1, '0', $2) ON CONFLICT DO NOTHING",
        String.self, Instant.self, access: .write)

    static let position = Statement(
        "SELECT position, rebuild FROM projections WHERE name = $1", String.self
    ) { row in ProjectionState(position: try row.next(), rebuild: try row.next()) }

    /// Locks the row: of several processes that follow the same feed, one applies.
    static let lock = Statement(
        "SELECT position, rebuild FROM projections WHERE name = $1 FOR UPDATE", String.self, access: .write
    ) { row in ProjectionState(position: try row.next(), rebuild: try row.next()) }

    static let advance = Statement(
        "UPDATE projections SET position = $2, applied_at = $3, rebuild = false WHERE name = $1",
        String.self, String.self, Instant.self, access: .write)

    static let requestRebuild = Statement(
        "UPDATE projections SET rebuild = true WHERE name = $1", String.self, access: .write)
}

struct ProjectionState: Sendable, Equatable {
    let position: String
    let rebuild: Bool
}
