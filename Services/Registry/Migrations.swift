import Shared

/// The service's schema, step by step. An applied step never changes.
enum Migrations {
    static let all = [
        Migration(file: "V0001_registry.sql", PackageResources.V0001_registry_sql),
        Migration(file: "V0002_robots.sql", PackageResources.V0002_robots_sql),
        Migration(file: "V0003_personal_data.sql", PackageResources.V0003_personal_data_sql),
        Migration(file: "V0004_access.sql", PackageResources.V0004_access_sql),
        Migration(file: "V0005_erasure_reasons.sql", PackageResources.V0005_erasure_reasons_sql),
    ]
}
