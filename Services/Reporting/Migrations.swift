import Shared

/// The service's schema, step by step. An applied step never changes.
enum Migrations {
    static let all = [
        Migration(file: "V0001_projections.sql", PackageResources.V0001_projections_sql),
        Migration(file: "V0002_obligations.sql", PackageResources.V0002_obligations_sql),
        Migration(file: "V0003_filings.sql", PackageResources.V0003_filings_sql),
        Migration(file: "V0004_consolidation.sql", PackageResources.V0004_consolidation_sql),
        Migration(file: "V0005_blobs.sql", PackageResources.V0005_blobs_sql),
        Migration(file: "V0006_curation.sql", PackageResources.V0006_curation_sql),
        Migration(file: "V0007_plausibility.sql", PackageResources.V0007_plausibility_sql),
        Migration(file: "V0008_receipts.sql", PackageResources.V0008_receipts_sql),
        Migration(file: "V0009_hands.sql", PackageResources.V0009_hands_sql),
        Migration(file: "V0010_requests.sql", PackageResources.V0010_requests_sql),
        Migration(file: "V0011_hindrances.sql", PackageResources.V0011_hindrances_sql),
        Migration(file: "V0012_successions.sql", PackageResources.V0012_successions_sql),
        Migration(file: "V0013_acts.sql", PackageResources.V0013_acts_sql),
        Migration(file: "V0014_policy_runs.sql", PackageResources.V0014_policy_runs_sql),
        Migration(file: "V0015_on_behalf.sql", PackageResources.V0015_on_behalf_sql),
        Migration(file: "V0016_personal_keys.sql", PackageResources.V0016_personal_keys_sql),
        Migration(file: "V0017_carried.sql", PackageResources.V0017_carried_sql),
        Migration(file: "V0018_regions.sql", PackageResources.V0018_regions_sql),
        Migration(file: "V0019_owed_to.sql", PackageResources.V0019_owed_to_sql),
        Migration(file: "V0020_mattering_credits.sql", PackageResources.V0020_mattering_credits_sql),
        Migration(file: "V0021_materials_due_back.sql", PackageResources.V0021_materials_due_back_sql),
    ]
}
