import Shared

enum RollUpStatements {
    /// Who owes the form, with the newest version that counts as of $1 and as known at $2; null where there is none.
    private static let columns = """
        SELECT o.unit, coalesce(u.name, o.unit), coalesce(u.kind, ''), u.region, t.receiver, s.id, v.n, v.digest, v.payload,
            v.received_at, v.origins
        FROM obligations o
        JOIN obligation_terms t ON t.obligation = o.id AND t.valid @> $1::timestamptz AND t.recorded_at <= $2
            AND (t.superseded_at IS NULL OR t.superseded_at > $2)
        LEFT JOIN units u ON u.key = o.unit AND u.valid @> $1::timestamptz AND u.recorded_at <= $2
            AND (u.superseded_at IS NULL OR u.superseded_at > $2)
        LEFT JOIN submissions s ON s.obligation = o.id
        LEFT JOIN LATERAL (
            SELECT filed.n, filed.digest, filed.payload, filed.received_at, filed.origins
            FROM submission_versions filed
            JOIN credits c ON c.obligation = o.id AND c.kind = 'submission' AND c.source = s.id::text AND c.n = filed.n
            WHERE filed.submission = s.id AND filed.received_at <= $1 AND filed.recorded_at <= $2
                AND (c.ended_at IS NULL OR c.ended_at > least($1, $2))
            ORDER BY filed.n DESC LIMIT 1) v ON true
        WHERE o.campaign = $3 AND o.track = $5 AND t.items && $6

        """

    static let filedTo = Statement(
        columns + "AND t.receiver = ANY ($4) ORDER BY o.unit", Instant.self, Instant.self, CampaignKey.self,
        [UnitKey].self, TrackCode.self, [ItemCode].self, runsLong: true, decode: decode)

    static let filedBy = Statement(
        columns + "AND o.unit = $4 ORDER BY o.unit", Instant.self, Instant.self, CampaignKey.self, UnitKey.self,
        TrackCode.self, [ItemCode].self, decode: decode)

    @Sendable private static func decode(_ row: inout Row) throws -> FiledFigures {
        let unit = UnitBrief(
            key: try row.next(), name: try row.next(), kind: try row.next(), region: try row.next())
        let receiver = try row.next(UnitKey.self)
        let (submission, n) = (try row.next(ID<Submission>?.self), try row.next(Int?.self))
        let (digest, payload) = (try row.next(Bytes?.self), try row.next(String?.self))
        let (receivedAt, origins) = (try row.next(Instant?.self), try row.next(RawJSON?.self))
        guard let submission, let n, let digest, let payload, let receivedAt else {
            return FiledFigures(unit: unit, receiver: receiver, filed: nil)
        }
        return FiledFigures(
            unit: unit, receiver: receiver,
            filed: FiledFigures.Version(
                input: RollUp.Input(unit: unit, submission: submission, n: n, digest: Hex.encode(digest.bytes)),
                payload: try RawJSON(payload).decoded(as: JSONValue.self), receivedAt: receivedAt,
                origins: try origins?.decoded(as: [FigureOrigin].self) ?? []))
    }

    static let all: [AnyStatement] = [AnyStatement(filedTo), AnyStatement(filedBy)]
}

/// What a unit that owes a form has filed on it.
struct FiledFigures: Sendable {
    struct Version: Sendable {
        let input: RollUp.Input
        let payload: JSONValue
        let receivedAt: Instant
        /// What its figures had been suggested from.
        let origins: [FigureOrigin]
    }

    let unit: UnitBrief
    /// To whom it owes the form.
    let receiver: UnitKey
    let filed: Version?
}
