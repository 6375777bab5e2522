import Shared

/// The service's schema, step by step. An applied step never changes.
enum Migrations {
    static let all = [
        Migration(file: "V0001_projections.sql", PackageResources.V0001_projections_sql),
        Migration(file: "V0002_events.sql", PackageResources.V0002_events_sql),
        Migration(file: "V0003_reports_and_plan.sql", PackageResources.V0003_reports_and_plan_sql),
        Migration(
            file: "V0004_ceremonies_and_nominations.sql", PackageResources.V0004_ceremonies_and_nominations_sql),
        Migration(file: "V0005_hands.sql", PackageResources.V0005_hands_sql),
        Migration(file: "V0006_nomination_hands.sql", PackageResources.V0006_nomination_hands_sql),
        Migration(file: "V0007_regions.sql", PackageResources.V0007_regions_sql),
    ]
}
