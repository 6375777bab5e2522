import Shared

/// The contracts of the database benchmark. Reads are filtered by the caller's scope, writes are an administrator's.
enum ItemsAPI {
    struct Item: Codable, Sendable {
        let id: Int64
        let name: String
        let regionCode: String
        let quantity: Int
        let note: String?
        let updatedAt: Instant
    }

    struct Written: Codable, Sendable {
        let id: UniqueID
        /// False when the key had been used before.
        let isNew: Bool
    }

    struct Entry: Codable, Sendable {
        let key: UniqueID
        let name: String
        let quantity: Int
    }

    private static let item = Item(
        id: 1, name: "合肥市第1中等职业学校", regionCode: "340101", quantity: 2919, note: nil,
        updatedAt: Instant(microseconds: 0))
    private static let entry = Entry(key: UniqueID(high: 0, low: 1), name: "集中活动", quantity: 3)
    private static let written = Written(id: UniqueID(high: 0, low: 1), isNew: true)

    enum Get: RPCMethod {
        struct Params: Codable, Sendable {
            let id: Int64
        }
        typealias Result = Item
        static let contract = MethodContract(
            "registry.items.get", "One item.", kind: .query, access: .scoped(.read, [.list]))
        static let examples = [Example(params: Params(id: 1), result: item)]
    }

    enum Page: RPCMethod {
        struct Params: Codable, Sendable {
            let after: Int64
        }
        typealias Result = [Item]
        static let contract = MethodContract(
            "registry.items.page", "Fifty items behind one.", kind: .query, access: .scoped(.read, [.list]))
        static let examples = [Example(params: Params(after: 0), result: [item])]
    }

    enum Insert: RPCMethod {
        typealias Params = Entry
        typealias Result = Written
        // Called a query, so that no frame of a mutation stands around it: what the peer does is measured, no more.
        static let contract = MethodContract(
            "registry.items.insert", "Writes an entry once.", kind: .query, access: .roles([.provinceAdmin]))
        static let examples = [Example(params: entry, result: written)]
    }

    enum Put: RPCMethod {
        typealias Params = Entry
        typealias Result = Written
        static let contract = MethodContract(
            "registry.items.put", "Writes an entry as a mutation.", kind: .mutation,
            access: .roles([.provinceAdmin]))
        static let examples = [Example(params: entry, result: written)]
    }

    enum Changes: RPCMethod {
        typealias Params = ChangesParams
        typealias Result = ChangesPage
        static let contract = MethodContract("registry.changes.list", "All changes.", kind: .longPoll)
        static let examples = [Example(params: Params(), result: ChangesPage(changes: [], next: "0", latest: "0"))]
    }
}
