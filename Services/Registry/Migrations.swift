import Shared

/// The service's schema, step by step. An applied step never changes.
enum Migrations {
    static let all = [Migration(file: "V0001_registry.sql", PackageResources.V0001_registry_sql)]
}
