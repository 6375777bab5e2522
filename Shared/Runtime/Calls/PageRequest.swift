package import Contracts
import JSONRPC
import Security

/// `after` and `limit` of a list, checked: a page by key, never by offset.
///
/// ```swift
/// let page = try PageRequest(after: params.after, limit: params.limit)
/// let units = try await context.database.query(UnitStatements.list, page.after, page.fetch)   // … WHERE key > coalesce($1, '') ORDER BY key LIMIT $2
/// return page.page(units) { [$0.key.rawValue] }
/// ```
package struct PageRequest: Sendable {
    /// 1…500, 100 when the caller named none.
    package let limit: Int
    /// The sort key of the last item of the page before, as the list gave it to `page`; nil on the first page.
    package let position: [String]?

    /// Throws `INVALID_PARAMS` with the violations.
    ///
    /// - Parameter columns: how many values the list sorts by.
    package init(after: String?, limit: Int?, columns: Int = 1) throws(Fault) {
        var violations: [Violation] = []
        let limit = limit ?? PageLimit.standard
        if !(1...PageLimit.most).contains(limit) {
            violations.append(
                Violation(path: "params.limit", rule: "out_of_range", detail: "must be 1…\(PageLimit.most)"))
        }
        position = after.flatMap(Self.read)
        if after != nil, position?.count != columns {
            violations.append(
                Violation(
                    path: "params.after", rule: "wrong_value", detail: "must be the `next` of this list's last page"))
        }
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        self.limit = limit
    }

    /// The position of a list sorted by one value.
    package var after: String? { position?.first }

    /// How many rows to ask for: one more than the page has, to know whether there is a next one.
    package var fetch: Int { limit + 1 }

    /// The page of at most `fetch` items, in the list's order.
    package func page<Item: Codable & Sendable>(_ items: [Item], by key: (Item) -> [String]) -> Page<Item> {
        guard items.count > limit else { return Page(items: items, next: nil) }
        let shown = Array(items.prefix(limit))
        return Page(items: shown, next: shown.last.map { Self.write(key($0)) })
    }

    /// As `page(_:by:)` where the row is not the item itself.
    package func page<Row, Item: Codable & Sendable>(
        _ rows: [Row], by key: (Row) -> [String], as item: (Row) throws -> Item
    ) rethrows -> Page<Item> {
        let shown = rows.prefix(limit)
        let next = rows.count > limit ? shown.last.map { Self.write(key($0)) } : nil
        return Page(items: try shown.map(item), next: next)
    }

    // Unit separators between the values: no key contains one, and the text stays shorter than JSON.
    private static func write(_ values: [String]) -> String {
        Base64URL.encode(values.joined(separator: "\u{1F}").utf8)
    }

    private static func read(_ text: String) -> [String]? {
        guard let bytes = Base64URL.decode(text), let joined = String(validating: bytes, as: UTF8.self) else {
            return nil
        }
        return joined.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
    }
}
