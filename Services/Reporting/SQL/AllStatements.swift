import Shared

/// Every statement of the service, for the test that holds them against the schema.
enum AllStatements {
    static let all: [AnyStatement] =
        CampaignStatements.all + UnitStatements.all + WeekStatements.all + FormStatements.all + PolicyStatements.all
        + PolicyRunStatements.all
        + TermStatements.all + ObligationStatements.all + CreditStatements.all + SubmissionStatements.all
        + ScopeStatements.all + MaterialStatements.all + ReliefStatements.all + RollUpStatements.all
        + DeclarationStatements.all + ReviewStatements.all + BulletinStatements.all
        + BlobStatements.all + CurationStatements.all + PrefillStatements.all + ReceiptStatements.all
        + ReliefRequestStatements.all + SuccessionStatements.all + ReminderStatements.all + HindranceStatements.all
        + PersonalStatements.all + RegionStatements.all
}
