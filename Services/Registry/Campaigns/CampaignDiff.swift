import Shared

/// Where two JSON documents differ. Items of a list that bear a name of their own are compared by it, wherever they stand.
enum CampaignDiff {
    static func differences(_ before: JSONValue, _ after: JSONValue) -> [CampaignDifference] {
        var found: [CampaignDifference] = []
        compare(before, after, at: "", &found)
        return found.sorted { $0.path < $1.path }
    }

    private static func compare(
        _ before: JSONValue?, _ after: JSONValue?, at path: String, _ found: inout [CampaignDifference]
    ) {
        guard before != after else { return }
        switch (before, after) {
        case (.object(let before)?, .object(let after)?):
            for member in Set(before.keys).union(after.keys) {
                compare(before[member], after[member], at: path.isEmpty ? member : "\(path).\(member)", &found)
            }
        case (.array(let before)?, .array(let after)?):
            guard let named = named(before), let renamed = Self.named(after) else {
                found.append(CampaignDifference(path: path, before: .array(before), after: .array(after)))
                return
            }
            for name in Set(named.keys).union(renamed.keys) {
                compare(named[name], renamed[name], at: "\(path)[\(name)]", &found)
            }
            let kept = names(before).filter { renamed[$0] != nil }
            let keptNow = names(after).filter { named[$0] != nil }
            if kept != keptNow {
                found.append(
                    CampaignDifference(
                        path: "\(path) (order)", before: .array(kept.map { .string($0) }),
                        after: .array(keptNow.map { .string($0) })))
            }
        default: found.append(CampaignDifference(path: path, before: before, after: after))
        }
    }

    /// nil unless each item has a name and no two the same.
    private static func named(_ items: [JSONValue]) -> [String: JSONValue]? {
        let pairs = items.compactMap { item in name(item).map { ($0, item) } }
        let named = Dictionary(pairs) { first, _ in first }
        return named.count == items.count ? named : nil
    }

    private static func names(_ items: [JSONValue]) -> [String] { items.compactMap(name) }

    private static func name(_ item: JSONValue) -> String? {
        item["key"]?.string ?? item["code"]?.string ?? item["unit"]?.string ?? item["name"]?.string
    }
}
