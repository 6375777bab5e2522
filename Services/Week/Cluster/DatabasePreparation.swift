import Logging
import Postgres
import Shared

/// Makes of an empty database one that the four services can use: roles, schemas, passwords. Repeating it changes only
/// what differs, so it also rotates passwords.
struct DatabasePreparation: Sendable {
    /// How the owner connects.
    let owner: DatabaseConfiguration
    /// The password each service's role shall have.
    let passwords: [ServiceName: String]

    func run() async throws {
        try await Self.with(owner) { database in
            try await database.transaction { transaction in
                // Two of them at once would trip over each other's rows in PostgreSQL's catalogue.
                try await transaction.lock("week.database.prepare")
                try await transaction.execute(DatabaseStatements.extensions)
                try await transaction.execute(DatabaseStatements.closePublicSchema)
                try await transaction.execute(DatabaseStatements.closeDatabase)
                for service in ServiceName.allCases {
                    guard let password = passwords[service] else { continue }
                    _ = try await transaction.one(DatabaseStatements.nameRole, service.rawValue, password)
                    try await transaction.execute(DatabaseStatements.prepareRole)
                }
            }
        }
    }

    /// Makes the database of a private cluster, unless it is there.
    static func createDatabase(_ name: String, owner: DatabaseConfiguration) async throws {
        var server = owner
        server.parameters["dbname"] = "postgres"
        try await with(server) { database in
            guard try await !database.one(DatabaseStatements.exists, name) else { return }
            try await database.execute(DatabaseStatements.createDatabase)
        }
    }

    private static func with(
        _ configuration: DatabaseConfiguration, _ body: (Database) async throws -> Void
    ) async throws {
        let database = Database(
            configuration: configuration, logger: Logger(label: "week") { _ in SwiftLogNoOpLogHandler() })
        defer { database.close() }
        try await body(database)
    }
}
