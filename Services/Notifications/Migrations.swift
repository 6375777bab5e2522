import Shared

/// The service's schema, step by step. An applied step never changes.
enum Migrations {
    static let all = [
        Migration(file: "V0001_projections.sql", PackageResources.V0001_projections_sql),
        Migration(file: "V0002_reminders.sql", PackageResources.V0002_reminders_sql),
        Migration(file: "V0003_notices.sql", PackageResources.V0003_notices_sql),
        Migration(file: "V0004_lines.sql", PackageResources.V0004_lines_sql),
        Migration(file: "V0005_versions_by_index.sql", PackageResources.V0005_versions_by_index_sql),
        Migration(file: "V0006_history.sql", PackageResources.V0006_history_sql),
        Migration(file: "V0007_held_back.sql", PackageResources.V0007_held_back_sql),
        Migration(file: "V0008_holding.sql", PackageResources.V0008_holding_sql),
    ]
}
