import Shared
import TestSupport
import Testing

@testable import Reporting

/// How an obligation stands is one pure function of all that was filed; what is read for it is less. Here both are held together,
/// on histories of every kind: at each pair of instants what was read stands as everything does.
@Suite struct StandingReadingTests {
    @Test func q15WhatIsReadOfAHistoryStandsAsAllOfItDoes() async throws {
        var generator = SplitMix(state: 2_026_0520)
        let histories = (0..<400).map { number in History(number, &generator) }
        let pairs = (0..<60).map { _ in (History.instant(&generator), History.instant(&generator)) }
        try await TestReporting.run { reporting in
            try await History.write(histories, reporting)
            for (at, knownAt) in pairs {
                let stored = try await Self.read(histories.map(\.id), at: at, knownAt: knownAt, reporting)
                for history in histories {
                    let read = try #require(stored[history.id])
                    let all = Filings(credits: history.credits(at: at, knownAt: knownAt))
                    #expect(read.isFiled == all.credits.contains { $0.end == nil }, "\(history) \(at) \(knownAt)")
                    for (quota, countsOn) in Self.terms {
                        #expect(
                            Standing(quota: quota, countsOn: countsOn, filings: read.filings)
                                == Standing(quota: quota, countsOn: countsOn, filings: all),
                            "\(history) \(at) \(knownAt)")
                    }
                }
            }
        }
    }

    @Test func aSubmissionOfTwentyVersionsIsReadAsOneOfTwo() async throws {
        let history = History(versionsReturned: 20)
        try await TestReporting.run { reporting in
            try await History.write([history], reporting)
            let end = History.base.adding(.seconds(100 * 3_600))
            let read = try await Self.read([history.id], at: end, knownAt: end, reporting)
            #expect(Set(read[history.id]?.filings.credits.map(\.n) ?? []) == [1, 20])
        }
    }

    private static let terms: [(Int, CampaignDocument.CountsOn)] = [(1, .submitted), (1, .accepted), (2, .submitted)]

    private static func read(
        _ ids: [ID<Obligation>], at: Instant, knownAt: Instant, _ reporting: TestReporting
    ) async throws -> [ID<Obligation>: StoredObligation] {
        try await ObligationReader().whatever(
            became: ids, .init(at: at, knownAt: knownAt, now: at), reporting.harness.database)
    }
}

/// What was filed for one obligation, as rows have it: instants are few, so that many of them are the same.
private struct History: CustomStringConvertible {
    struct Piece {
        let credit: Credit
        let recordedAt: Instant
        let carriedAt: Instant?
    }

    static let base = Fixture.at("2026-05-10T00:00:00+08:00")

    let id: ID<Obligation>
    let pieces: [Piece]

    /// Of an obligation either versions of one submission or materials of several count; what rows may say beyond that is
    /// anything: ended before it was known, accepted after it ended.
    init(_ number: Int, _ generator: inout SplitMix) {
        id = ID(UniqueID.make(at: Self.base))
        let isSubmission = number.isMultiple(of: 2)
        pieces = (0..<Int.random(in: 0...7, using: &generator)).map { index in
            let stands = Int.random(in: 0..<3, using: &generator) == 0
            let end = stands ? nil : Credit.End.allCases.randomElement(using: &generator)
            let carriedAt =
                !isSubmission && Int.random(in: 0..<4, using: &generator) == 0 ? Self.instant(&generator) : nil
            return Piece(
                credit: Credit(
                    kind: isSubmission ? .submission : .material, source: isSubmission ? "s" : "m\(index)",
                    n: index + 1,
                    content: [UInt8.random(in: 0..<4, using: &generator)], title: "t\(index)",
                    receivedAt: Self.instant(&generator),
                    dueAt: Bool.random(using: &generator) ? Self.instant(&generator) : nil,
                    acceptedAt: Bool.random(using: &generator) ? Self.instant(&generator) : nil,
                    endedAt: end == nil ? nil : Self.instant(&generator), end: end),
                recordedAt: Self.instant(&generator), carriedAt: carriedAt)
        }
    }

    init(versionsReturned count: Int) {
        id = ID(UniqueID.make(at: Self.base))
        pieces = (1...count).map { n in
            let received = Self.base.adding(.seconds(n * 3_600))
            return Piece(
                credit: Credit(
                    kind: .submission, source: "s", n: n, content: [UInt8(n)], title: "t", receivedAt: received,
                    dueAt: nil,
                    acceptedAt: nil, endedAt: received.adding(.seconds(60)), end: .returned),
                recordedAt: received, carriedAt: nil)
        }
    }

    static func instant(_ generator: inout SplitMix) -> Instant {
        base.adding(.seconds(Int.random(in: 0..<9, using: &generator) * 3_600))
    }

    /// The plain definition: what had come and was known, as it was then.
    func credits(at: Instant, knownAt: Instant) -> [Credit] {
        let limit = min(at, knownAt)
        return pieces.filter {
            $0.credit.receivedAt <= at && $0.recordedAt <= knownAt && ($0.carriedAt.map { $0 <= at } ?? true)
        }.map { piece in
            let credit = piece.credit
            let hasEnded = credit.endedAt.map { $0 <= limit } ?? false
            return Credit(
                kind: credit.kind, source: credit.source, n: credit.n, content: credit.content, title: credit.title,
                receivedAt: credit.receivedAt, dueAt: credit.dueAt,
                acceptedAt: credit.acceptedAt.flatMap { $0 <= limit ? $0 : nil },
                endedAt: hasEnded ? credit.endedAt : nil, end: hasEnded ? credit.end : nil,
                carriedFrom: piece.carriedAt == nil ? nil : carriedFrom)
        }
    }

    /// Any other obligation will do.
    private var carriedFrom: ID<Obligation> { Self.origin }
    private static let origin = ID<Obligation>(UniqueID.make(at: base))

    var description: String {
        pieces.map { "\($0)" }.joined(separator: "\n")
    }

    // MARK: rows

    static func write(_ histories: [History], _ reporting: TestReporting) async throws {
        let database = reporting.harness.database
        let ids = histories.map(\.id) + [origin]
        let born = base.adding(.seconds(-3_600))
        let deadline = try RawJSON(
            encoding: DeadlineResult(dueAt: nil, civilDate: nil, status: .none, dependsOn: [], trace: []))
        try await database.execute(obligations, ids, born)
        try await database.execute(terms, ids, born, deadline)
        let rows = histories.flatMap { history in history.pieces.map { (id: history.id, piece: $0) } }
        let credits = rows.map(\.piece.credit)
        try await database.execute(
            Self.credits, rows.map(\.id), credits.map(\.kind), credits.map(\.source), credits.map(\.n),
            credits.map { Bytes($0.content) }, credits.map(\.title), credits.map(\.receivedAt),
            rows.map(\.piece.recordedAt), credits.map(\.dueAt), credits.map(\.acceptedAt), credits.map(\.endedAt),
            credits.map(\.end), rows.map(\.piece.carriedAt), origin)
    }

    private static let obligations = Statement(
        """
        INSERT INTO obligations (id, campaign, rule, unit, track, recorded_at)
        SELECT id, 'test-2026', 'generated', 'unit:' || id, 'vocational', $2 FROM unnest($1::uuid[]) AS given (id)
        """, [ID<Obligation>].self, Instant.self, access: .write)

    private static let terms = Statement(
        """
        INSERT INTO obligation_terms (obligation, campaign, revision, valid, recorded_at, born_at, name, items, receiver,
            quota, late, counts_on, deadline)
        SELECT id, 'test-2026', 1, tstzrange($2, NULL), $2, $2, 'generated', '{annex3}', 'issuer:AH-EDU', 1, 'accepted_late',
            'submitted', $3
        FROM unnest($1::uuid[]) AS given (id)
        """, [ID<Obligation>].self, Instant.self, RawJSON.self, access: .write)

    private static let credits = Statement(
        """
        INSERT INTO credits (obligation, kind, source, n, content, title, received_at, recorded_at, due_at, accepted_at,
            ended_at, end_kind, carried_at, carried_from)
        SELECT given.*, CASE WHEN carried_at IS NOT NULL THEN $14 END
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bytea[], $6::text[], $7::timestamptz[],
            $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::timestamptz[])
            AS given (obligation, kind, source, n, content, title, received_at, recorded_at, due_at, accepted_at, ended_at,
                end_kind, carried_at)
        """, [ID<Obligation>].self, [Credit.Kind].self, [String].self, [Int].self, [Bytes].self, [String].self,
        [Instant].self, [Instant].self, [Instant?].self, [Instant?].self, [Instant?].self, [Credit.End?].self,
        [Instant?].self, ID<Obligation>.self, access: .write)
}
