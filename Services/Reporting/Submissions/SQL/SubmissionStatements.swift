import Shared

enum SubmissionStatements {
    /// A submission with what it is for; versions are read apart.
    static let columns = """
        SELECT s.id, s.obligation, o.campaign, s.form, o.unit, o.track, s.state, s.revision, s.draft, s.draft_manifest,
            s.form_version, s.opened_at, s.updated_at, e.sealed_at, e.sealed_by
        FROM submissions s JOIN obligations o ON o.id = s.obligation
        LEFT JOIN submission_seals e ON e.submission = s.id AND e.unsealed_at IS NULL

        """

    @Sendable static func decode(_ row: inout Row) throws -> SubmissionRow {
        SubmissionRow(
            id: try row.next(), obligation: try row.next(), campaign: try row.next(), form: try row.next(),
            unit: try row.next(), track: try row.next(), state: try row.next(), revision: try row.next(),
            draft: try row.next(), manifest: try row.next(RawJSON.self).decoded(as: [ManifestEntry].self),
            formVersion: try row.next(), openedAt: try row.next(), updatedAt: try row.next(),
            sealedAt: try row.next(), sealedBy: try row.next())
    }

    static let byID = Statement(columns + "WHERE s.id = $1", ID<Submission>.self, decode: decode)

    static let byObligation = Statement(
        columns + "WHERE s.obligation = $1", ID<Obligation>.self, access: .write, decode: decode)

    /// A page behind $6 of those that fit all filters given. To whom it is owed is what is believed now.
    static let list = Statement(
        columns + """
            WHERE o.campaign = $1 AND ($2::text IS NULL OR o.unit = $2) AND ($3::text IS NULL OR o.track = $3)
                AND ($4::text IS NULL OR s.form = $4) AND ($5::text[] IS NULL OR s.state = ANY ($5))
                AND ($6::uuid IS NULL OR s.id > $6)
                AND \(ScopeSQL.lines(10, 11, unit: "o.unit", track: "o.track"))
                AND ($7::text IS NULL OR EXISTS (
                    SELECT FROM obligation_terms t
                    WHERE t.obligation = o.id AND t.superseded_at IS NULL AND t.valid @> $8::timestamptz AND t.receiver = $7))
            ORDER BY s.id LIMIT $9
            """, CampaignKey.self, UnitKey?.self, TrackCode?.self, FormKey?.self, [SubmissionState]?.self,
        ID<Submission>?.self, UnitKey?.self, Instant.self, Int.self, [UnitKey]?.self, [String]?.self,
        decode: decode)

    static let obligation = Statement("SELECT obligation FROM submissions WHERE id = $1", ID<Submission>.self) { row in
        try row.next(ID<Obligation>.self)
    }

    /// Drafts of a unit that name a file.
    static let naming = Statement(
        """
        SELECT s.id, o.campaign, s.form, s.draft_manifest FROM submissions s JOIN obligations o ON o.id = s.obligation
        WHERE o.unit = $1 AND s.draft IS NOT NULL
            AND EXISTS (SELECT FROM jsonb_array_elements(s.draft_manifest) e WHERE lower(e ->> 'digest') = $2)
        """, UnitKey.self, String.self, access: .write
    ) { row in
        (
            submission: try row.next(ID<Submission>.self), campaign: try row.next(CampaignKey.self),
            form: try row.next(FormKey.self), manifest: try row.next(RawJSON.self).decoded(as: [ManifestEntry].self)
        )
    }

    static let open = Statement(
        """
        INSERT INTO submissions (id, obligation, form, form_version, state, revision, opened_at, updated_at)
        VALUES ($1, $2, $3, $4, 'draft', 1, $5, $5)
        """, ID<Submission>.self, ID<Obligation>.self, FormKey.self, Int.self, Instant.self, access: .write)

    static let save = Statement(
        """
        UPDATE submissions SET draft = $2, draft_manifest = $6, form_version = $3, state = $4, revision = revision + 1,
            first_saved_at = coalesce(first_saved_at, known_from($5)), updated_at = $5
        WHERE id = $1
        """, ID<Submission>.self, RawJSON.self, Int.self, SubmissionState.self, Instant.self, RawJSON.self,
        access: .write)

    /// Leaves the draft behind: what was filed is the version.
    static let move = Statement(
        """
        UPDATE submissions SET state = $2, draft = NULL, draft_manifest = '[]', form_version = $3,
            revision = revision + 1, updated_at = $4
        WHERE id = $1
        """, ID<Submission>.self, SubmissionState.self, Int.self, Instant.self, access: .write)

    /// What is being written stays.
    static let decide = Statement(
        "UPDATE submissions SET state = $2, revision = revision + 1, updated_at = $3 WHERE id = $1",
        ID<Submission>.self,
        SubmissionState.self, Instant.self, access: .write)

    static let insertVersion = Statement(
        """
        INSERT INTO submission_versions (submission, n, form_version, payload, digest, received_at, recorded_at, claimed_at,
            filed_by, on_behalf_of, warnings, manifest, origins, justifications)
        VALUES ($1, $2, $3, $4, $5, $6, known_from($7), $8, $9, $10, $11, $12, $13, $14)
        """, ID<Submission>.self, Int.self, Int.self, String.self, Bytes.self, Instant.self, Instant.self,
        Instant?.self, String.self, UnitKey?.self, RawJSON.self, RawJSON.self, RawJSON.self, RawJSON.self,
        access: .write)

    /// Versions of the submissions in $1 with the last decision about each; payloads only where $2 says so.
    static let versions = Statement(
        """
        SELECT v.submission, v.n, v.form_version, v.digest, v.received_at, v.claimed_at, v.filed_by, v.on_behalf_of,
            c.due_at, r.decision, r.decided_by, r.decided_at, r.reasons, r.remark, r.fields, r.due_back_at,
            r.proceed_without, CASE WHEN $2 THEN v.payload END, v.warnings, v.manifest,
            v.origins, v.justifications
        FROM submission_versions v
        JOIN submissions s ON s.id = v.submission
        LEFT JOIN credits c ON c.obligation = s.obligation AND c.kind = 'submission' AND c.source = s.id::text
            AND c.n = v.n
        LEFT JOIN LATERAL (
            SELECT decision, decided_by, decided_at, reasons, remark, fields, due_back_at, proceed_without FROM reviews
            WHERE submission = v.submission AND n = v.n ORDER BY decided_at DESC LIMIT 1) r ON true
        WHERE v.submission = ANY ($1) ORDER BY v.submission, v.n
        """, [ID<Submission>].self, Bool.self
    ) { row in try VersionRow(&row) }

    /// Q13: it went through the principal's hands.
    static let putHand = Statement(
        """
        INSERT INTO submission_hands (submission, principal, first_at) VALUES ($1, $2, $3)
        ON CONFLICT ON CONSTRAINT submission_hands_pkey DO NOTHING
        """, ID<Submission>.self, String.self, Instant.self, access: .write)

    /// Those of $1 that went through the principal's hands.
    static let own = Statement(
        "SELECT submission FROM submission_hands WHERE submission = ANY ($1) AND principal = $2",
        [ID<Submission>].self, String.self, access: .write
    ) { row in try row.next(ID<Submission>.self) }

    static let all: [AnyStatement] = [
        AnyStatement(byID), AnyStatement(byObligation), AnyStatement(list), AnyStatement(obligation),
        AnyStatement(open), AnyStatement(save), AnyStatement(move), AnyStatement(decide), AnyStatement(insertVersion),
        AnyStatement(versions), AnyStatement(putHand), AnyStatement(own), AnyStatement(naming),
    ]
}

struct SubmissionRow: Sendable {
    let id: ID<Submission>
    let obligation: ID<Obligation>
    let campaign: CampaignKey
    let form: FormKey
    let unit: UnitKey
    let track: TrackCode
    let state: SubmissionState
    let revision: Int
    let draft: RawJSON?
    let manifest: [ManifestEntry]
    let formVersion: Int
    let openedAt: Instant
    let updatedAt: Instant
    let sealedAt: Instant?
    let sealedBy: String?

    var seal: Submission.Seal? {
        guard let sealedAt, let sealedBy else { return nil }
        return Submission.Seal(by: sealedBy, at: sealedAt)
    }
}

struct VersionRow: Sendable {
    let submission: ID<Submission>
    let n: Int
    let formVersion: Int
    let digest: Bytes
    let receivedAt: Instant
    let claimedAt: Instant?
    let by: String
    let onBehalfOf: UnitKey?
    let dueAt: Instant?
    let review: Review?
    let payload: String?
    let warnings: [Finding]
    let manifest: [ManifestEntry]
    let origins: [FigureOrigin]
    let justifications: [FigureJustification]

    init(_ row: inout Row) throws {
        submission = try row.next()
        n = try row.next()
        formVersion = try row.next()
        digest = try row.next()
        receivedAt = try row.next()
        claimedAt = try row.next()
        by = try row.next()
        onBehalfOf = try row.next()
        dueAt = try row.next()
        let (decision, reviewer) = (try row.next(Review.Decision?.self), try row.next(String?.self))
        let (decidedAt, reasons) = (try row.next(Instant?.self), try row.next([String]?.self))
        let (remark, fields) = (try row.next(String?.self), try row.next([String]?.self))
        let dueBackAt = try row.next(Instant?.self)
        let without = try row.next(RawJSON?.self)?.decoded(as: [ProceedWithout].self)
        if let decision, let reviewer, let decidedAt {
            review = Review(
                decision: decision, by: reviewer, at: decidedAt, reasons: reasons ?? [], text: remark,
                fields: fields ?? [], dueBackAt: dueBackAt, proceedWithout: without ?? [])
        } else {
            review = nil
        }
        payload = try row.next()
        warnings = try row.next(RawJSON.self).decoded(as: [Finding].self)
        manifest = try row.next(RawJSON.self).decoded(as: [ManifestEntry].self)
        origins = try row.next(RawJSON.self).decoded(as: [FigureOrigin].self)
        justifications = try row.next(RawJSON.self).decoded(as: [FigureJustification].self)
    }
}
