import Shared

/// One table of a nation: where its rows go and how each is made.
struct NationalTable: Sendable {
    let name: String
    let columns: String
    let source: CopySource

    init(
        _ name: String, _ columns: String, rows: Int, _ row: @escaping @Sendable (Int, inout CopyText) throws -> Void
    ) {
        self.name = name
        self.columns = columns
        source = CopySource(count: rows, row: row)
    }

    /// - Returns: how many rows came in.
    func copy(_ database: Database) async throws -> Int {
        try await database.withLease(deadline: .now + .seconds(900)) { lease in
            // The session has settings of its own.
            lease.retire()
            try await lease.script("SET statement_timeout = 0")
            return try await lease.copyIn("COPY \(name) (\(columns)) FROM STDIN", from: source)
        }
    }
}

/// What the tables are made from.
struct NationalPlan: Sendable {
    let nation: Nation
    let duties: [Duties]
    /// When rows were recorded, where it does not matter.
    let recordedAt: Instant

    var scale: Scale { nation.scale }
    var members: [Nation.Member] { nation.members }

    /// Over all campaigns, by number.
    let all: [(campaign: CampaignKey, duty: Duties.Duty)]

    init(_ nation: Nation, _ duties: [Duties]) {
        self.nation = nation
        self.duties = duties
        recordedAt = duties.first.map { $0.document.zone.instant(of: $0.document.notice.date) } ?? .min
        all = duties.flatMap { campaign in campaign.all.map { (campaign.document.key, $0) } }
    }

    static let tracks = ["vocational", "lifelong"]

    /// In an order that foreign keys allow, schema by schema; schemas do not refer to each other.
    var schemas: [[NationalTable]] {
        [
            registry + principals + access("registry"), events + access("events"), reporting + access("reporting"),
            notifications + access("notifications"),
        ]
    }
}
