import Shared
import TestSupport
import Testing

@testable import Registry

@Suite struct StatementTests {
    private static let all: [AnyStatement] =
        [
            AnyStatement(UnitStatements.byKeys), AnyStatement(UnitStatements.byCodes),
            AnyStatement(UnitStatements.list),
            AnyStatement(UnitStatements.search), AnyStatement(UnitStatements.lock), AnyStatement(UnitStatements.insert),
            AnyStatement(UnitStatements.insertVersions), AnyStatement(UnitStatements.supersedeVersions),
            AnyStatement(UnitStatements.insertCodes), AnyStatement(UnitStatements.supersedeCodes),
            AnyStatement(UnitStatements.nextRevision),
            AnyStatement(RegionStatements.byCodes), AnyStatement(RegionStatements.list),
            AnyStatement(RegionStatements.lock), AnyStatement(RegionStatements.insert),
            AnyStatement(RegionStatements.insertVersions), AnyStatement(RegionStatements.supersede),
            AnyStatement(RelationStatements.units), AnyStatement(RelationStatements.byIDs),
            AnyStatement(RelationStatements.from), AnyStatement(RelationStatements.list),
            AnyStatement(RelationStatements.lockGraphs), AnyStatement(RelationStatements.insert),
            AnyStatement(RelationStatements.supersede), AnyStatement(RelationStatements.circles),
            AnyStatement(TreeStatements.below), AnyStatement(TreeStatements.above),
            AnyStatement(RelationStatements.touching), AnyStatement(SuccessionStatements.insert),
            AnyStatement(SuccessionStatements.insertUnits), AnyStatement(SuccessionStatements.later),
            AnyStatement(ContactStatements.lock), AnyStatement(ContactStatements.lockByID),
            AnyStatement(ContactStatements.list), AnyStatement(ContactStatements.put),
            AnyStatement(ContactStatements.reporters), AnyStatement(ContactStatements.outdated),
            AnyStatement(ContactStatements.reseal), AnyStatement(ContactStatements.erase),
            AnyStatement(CalendarStatements.get), AnyStatement(CalendarStatements.days),
            AnyStatement(CalendarStatements.insert), AnyStatement(CalendarStatements.insertDays),
            AnyStatement(CampaignStatements.newest), AnyStatement(CampaignStatements.get),
            AnyStatement(CampaignStatements.list), AnyStatement(CampaignStatements.insert),
            AnyStatement(CampaignStatements.publish), AnyStatement(SelectionStatements.units),
        ] + PrincipalStatements.all + GrantStatements.all + KeyStatements.all + [AnyStatement(ContactStatements.unit)]

    @Test func everyStatementFitsTheSchema() async throws {
        try await TestPostgres.withDatabase(schema: "registry") { database in
            try await database.migrate(Migrations.all, schema: "registry")
            try await expectStatementsMatch(database, Self.all)
        }
    }

    @Test func noHotStatementReadsALargeTableFromEndToEnd() async throws {
        try await TestPostgres.withDatabase(schema: "registry") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "registry", set: "runtime")
            try await database.migrate(Migrations.all, schema: "registry")
            let tables = try await NationalTables(database, schema: "registry")
            try await tables.expectNoWholeReads(
                database, Self.all,
                exceptions: [
                    "UPDATE contacts c SET sealed = NULL":
                        "a job's batch, the oldest first"
                ],
                atNationalSize: [
                    "LEFT JOIN relations r ON r.from_unit = u.id AND r.type = 'reportsTo'":
                        "the answer is about every unit there is: who is addressed, who cannot be reached",
                    "substr(c.sealed, 1, 8) <> $1":
                        "a job's look for contacts under an old key: a country's are twelve thousand, in 3 ms",
                ])
        }
    }
}
