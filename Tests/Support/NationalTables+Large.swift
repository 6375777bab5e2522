extension NationalTables {
    /// The tables of each schema that have ten thousand rows and more in a country, beside those that every service has.
    /// `NationalTests` holds the list against what the generator makes; a few tables that it leaves empty grow all the same.
    private static let own: [String: [String]] = [
        "registry": ["contacts", "grants", "keys", "principals", "relations", "unit_codes", "unit_versions", "units"],
        "events": [
            "event_hands", "event_reports", "events", "invitations", "nominations", "relations", "report_counts",
            "sessions", "units", "venues",
        ],
        "reporting": [
            "credits", "draft_lacks", "lines", "materials", "obligation_terms", "obligations", "receipts", "reviews",
            "sent_reminders", "submission_hands", "submission_versions", "submissions", "units",
        ],
        "notifications": [
            "acknowledgements", "ceremonies", "contacts", "deliveries", "events", "intents", "lines", "non_intents",
            "notices", "obligations", "returns", "templates", "units", "versions",
        ],
    ]
    private static let everybodys = ["access_grants", "access_lines", "access_principals", "changes", "idempotency"]

    package static func large(of schema: String) -> [String] { (own[schema] ?? []) + everybodys }
}
