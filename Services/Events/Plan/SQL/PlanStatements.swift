import Shared

enum PlanStatements {
    static let stored = Statement(
        "SELECT key, ordinal, item FROM planned_items WHERE campaign = $1 AND key = ANY ($2)", CampaignKey.self,
        [PlannedItemKey].self, access: .write
    ) { row in
        (key: try row.next(PlannedItemKey.self), ordinal: try row.next(Int.self), item: try row.next(RawJSON.self))
    }

    static let put = Statement(
        """
        INSERT INTO planned_items (campaign, key, ordinal, item, revision)
        SELECT $1, key, ordinal, item, 1 FROM unnest($2::text[], $3::int8[], $4::jsonb[]) AS i (key, ordinal, item)
        ON CONFLICT (campaign, key) DO UPDATE
        SET ordinal = excluded.ordinal, item = excluded.item, revision = planned_items.revision + 1
        """, CampaignKey.self, [PlannedItemKey].self, [Int].self, [RawJSON].self, access: .write)

    static let list = Statement(
        "SELECT item FROM planned_items WHERE campaign = $1 AND key > $2 ORDER BY key LIMIT $3", CampaignKey.self,
        PlannedItemKey.self, Int.self
    ) { row in try row.next(RawJSON.self) }

    /// The events that name one of the items, in the order they were made.
    static let fulfilments = Statement(
        """
        SELECT planned_item, \(EventRow.columns) FROM events
        WHERE campaign = $1 AND planned_item = ANY ($2) ORDER BY id
        """, CampaignKey.self, [PlannedItemKey].self
    ) { row in (item: try row.next(PlannedItemKey?.self), event: try EventRow(&row)) }

    static let all: [AnyStatement] = [
        AnyStatement(stored), AnyStatement(put), AnyStatement(list), AnyStatement(fulfilments),
    ]
}
