import Shared

/// The methods that examples of JSON-RPC and other people's clients call.
enum TestbedAPI {
    static func register(on router: inout RPCRouter) {
        router.register(Subtract.self, direct: { params, _ in params.minuend - params.subtrahend })
        router.register(Sum.self, direct: { params, _ in params.reduce(0, +) })
        router.register(GetData.self, direct: { _, _ in ["hello", 5] })
        router.register(Echo.self, direct: { params, _ in params })
        router.register(Reflect.self, direct: { params, _ in params })
        router.register(SayHello.self, direct: { params, _ in "Hello: \(params.name)" })
        router.register(Update.self, direct: { _, _ in nil })
        router.register(NotifyHello.self, direct: { _, _ in nil })
        router.register(NotifySum.self, direct: { _, _ in nil })
        router.register(Wait.self) { params, _ in
            try await Task.sleep(for: .milliseconds(params.milliseconds))
            return String(repeating: "x", count: params.bytes ?? 0)
        }
    }

    enum Subtract: RPCMethod {
        struct Params: Codable, Sendable {
            let minuend: Int64
            let subtrahend: Int64
        }
        typealias Result = Int64
        static let contract = MethodContract(
            "subtract", "The difference of two numbers.", kind: .query, positional: ["minuend", "subtrahend"])
        static let examples = [Example(params: Params(minuend: 42, subtrahend: 23), result: 19 as Int64)]
    }

    enum Sum: RPCMethod {
        /// Any number of terms, by position.
        typealias Params = [Int64]
        typealias Result = Int64
        static let contract = MethodContract("sum", "The sum of its terms.", kind: .query)
        static let examples = [Example(params: [1, 2, 4] as [Int64], result: 7 as Int64)]
    }

    enum GetData: RPCMethod {
        static let contract = MethodContract("get_data", "Two values of different kinds.", kind: .query)
        static let examples = [Example(params: Empty(), result: ["hello", 5] as JSONValue)]
    }

    enum Echo: RPCMethod {
        static let contract = MethodContract("echo", "Its own params.", kind: .query)
        static let examples = [Example(params: [1, "two", nil] as JSONValue, result: [1, "two", nil] as JSONValue)]
    }

    /// The small typed request that the benchmark measures (docs/performance.md).
    enum Reflect: RPCMethod {
        struct Params: Codable, Sendable {
            let number: Int64
            let text: String
        }
        typealias Result = Params
        static let contract = MethodContract("reflect", "Its params, decoded and encoded again.", kind: .query)
        static let examples = [
            Example(params: Params(number: 1, text: "安徽"), result: Params(number: 1, text: "安徽"))
        ]
    }

    enum SayHello: RPCMethod {
        struct Params: Codable, Sendable {
            let name: String
        }
        static let contract = MethodContract("sayHello", "Greets by name.", kind: .query, positional: ["name"])
        static let examples = [Example(params: Params(name: "Anhui"), result: "Hello: Anhui")]
    }

    enum Update: RPCMethod {
        static let contract = MethodContract("update", "Takes anything, as a notification.", kind: .query)
        static let examples = [Example(params: [1, 2, 3, 4, 5] as JSONValue, result: JSONValue.null)]
    }

    enum NotifyHello: RPCMethod {
        static let contract = MethodContract("notify_hello", "Takes anything, as a notification.", kind: .query)
        static let examples = [Example(params: [7] as JSONValue, result: JSONValue.null)]
    }

    enum NotifySum: RPCMethod {
        static let contract = MethodContract("notify_sum", "Takes anything, as a notification.", kind: .query)
        static let examples = [Example(params: [1, 2, 4] as JSONValue, result: JSONValue.null)]
    }

    enum Wait: RPCMethod {
        struct Params: Codable, Sendable {
            let milliseconds: Int
            let bytes: Int?
        }
        static let contract = MethodContract(
            "wait", "Answers after a while, with a text of so many bytes.", kind: .query,
            positional: ["milliseconds", "bytes"])
        static let examples = [Example(params: Params(milliseconds: 1, bytes: 2), result: "xx")]
    }
}
