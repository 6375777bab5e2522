package import Values

/// A page of a list by key: ask again with `after: next` until `next` is null.
package struct Page<Item: Codable & Sendable>: Codable, Sendable {
    /// At most `limit`; empty when nothing fits.
    package let items: [Item]
    /// Opaque; null on the last page.
    package let next: String?

    package init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }
}

extension Page: Equatable where Item: Equatable {}

/// The bounds of `limit` on every list.
package enum PageLimit {
    package static let standard = 100
    package static let most = 500
}

/// One committed change of a service, as `<service>.changes.list` gives it: complete, and in an order that is safe under concurrent commits.
package struct Change: Codable, Sendable, Equatable {
    /// Opaque; pass as `after` to continue behind this change.
    package let position: String
    /// The service's clock when it was made.
    package let at: Instant
    /// The kind of thing: `unit`, `relation`, `campaign`, `localWeek`, `obligation` …
    package let entity: String
    /// The thing's id or key.
    package let id: String
    /// `created`, `updated`, `ended` …
    package let verb: String
    /// The thing as it is after the change (secrets and personal data never).
    package let data: JSONValue

    package init(position: String, at: Instant, entity: String, id: String, verb: String, data: JSONValue) {
        self.position = position
        self.at = at
        self.entity = entity
        self.id = id
        self.verb = verb
        self.data = data
    }
}

/// Params of every `<service>.changes.list`.
package struct ChangesParams: Codable, Sendable, Equatable {
    /// The position behind which to go on; absent from the beginning.
    package let after: String?
    /// 1…500, default 100.
    package let limit: Int?
    /// 0…25,000: how long to wait for a change when there is none.
    package let waitMs: Int?

    package init(after: String? = nil, limit: Int? = nil, waitMs: Int? = nil) {
        self.after = after
        self.limit = limit
        self.waitMs = waitMs
    }
}

/// Answer of every `<service>.changes.list`.
package struct ChangesPage: Codable, Sendable, Equatable {
    /// In the order of their positions; empty when nothing came within `waitMs`.
    package let changes: [Change]
    /// Pass as `after` the next time: always present, also when there was nothing (then it is the `after` of the call, or "0").
    package let next: String
    /// The position of the newest committed change, or "0". It may not be readable yet, while an older transaction is still open: who
    /// has everything up to here has everything that was committed when this was answered.
    package let latest: String

    package init(changes: [Change], next: String, latest: String) {
        self.changes = changes
        self.next = next
        self.latest = latest
    }
}
