import Postgres
import Values

enum HealthStatements {
    static let time = Statement("SELECT clock_timestamp()") { row in try row.next(Instant.self) }
}
