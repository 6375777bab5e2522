package import Shared

/// What somebody sends who wants to break a service: every text of every method's example, one after the other, is replaced
/// by each of these.
package enum HostileInput {
    package static let texts: [(name: String, text: String)] = [
        ("SQL", "'; DROP TABLE changes; --"), ("SQL in dollars", "$$ $1 \\' \" %_ \u{1F}"),
        ("LIKE", "%"), ("empty", ""), ("blank", " \t\n"), ("four bytes", "𠮷𝌆🏫"),
        ("right to left", "\u{202E}gpj.exe\u{200F}\u{2066}"), ("header", "a\r\nBcc: x@example.invalid\r\n\r\nbody"),
        ("formula", "=HYPERLINK(\"http://x.invalid\")"), ("path", "../../../../etc/passwd\u{0}.png"),
        ("nul", "a\u{0}b"), ("not normal", "e\u{301}\u{FEFF}\u{FFFF}"), ("JSON", "{\"a\":[1,\"\\u0000\"]}"),
        ("long", String(repeating: "长", count: 20_000)),
        ("combining", "a" + String(repeating: "\u{300}", count: 5_000)),
        ("date", "9999-12-31T23:59:59.9999999999+99:99"), ("number", "-1e999999"),
    ]

    /// Sends every attack to the service, and answers what went wrong: an internal error, a connection that ended, a table
    /// that is gone. A refusal that says what is wrong is what should happen, and so is doing what was asked.
    package static func complaints(
        _ service: ServiceTestHarness, _ methods: [any RPCMethod.Type]
    ) async throws -> [String] {
        let before = try await tables(service)
        var complaints: [String] = []
        for method in methods where method.contract.kind != .longPoll {
            complaints += try await attack(service, method)
        }
        let after = try await tables(service)
        if before != after { complaints.append("tables: \(before) became \(after)") }
        // Still there for everybody else.
        _ = try await service.client.call(ProtocolAPI.Ping.self, Empty())
        return complaints
    }

    private static func attack<Method: RPCMethod>(
        _ service: ServiceTestHarness, _: Method.Type
    ) async throws -> [String] {
        var complaints: [String] = []
        for example in Method.examples {
            let params = try RawJSON(encoding: example.params).decoded(as: JSONValue.self)
            for place in places(params) {
                for (name, text) in texts {
                    let fault = await fault(service, Method.contract, replacing(params, place[...], by: text))
                    guard let fault, !isAnswer(fault) else { continue }
                    complaints.append(
                        "\(Method.contract.name) \(place.map(\.description).joined(separator: ".")) \(name): \(fault.kind.reason)"
                    )
                }
            }
        }
        return complaints
    }

    private static func fault(
        _ service: ServiceTestHarness, _ contract: MethodContract, _ params: JSONValue
    ) async -> Fault? {
        var params = params
        if contract.kind == .mutation, case .object(var members) = params {
            members["_meta"] = ["idempotencyKey": .string("\(UniqueID.make(at: service.clock.now()))")]
            params = .object(members)
        }
        do {
            _ = try await service.client.call(contract.name, params: RawJSON(encoding: params).bytes)
            return nil
        } catch let fault as Fault {
            return fault
        } catch {
            return Fault(.internalError, "\(error)")
        }
    }

    /// Whether the service said what is wrong with the call, and not that something is wrong with itself.
    private static func isAnswer(_ fault: Fault) -> Bool {
        let own: [FaultKind] = [.internalError, .parseError, .deadlineExceeded, .cancelled]
        return !own.contains(fault.kind)
    }

    private static func tables(_ service: ServiceTestHarness) async throws -> Int64 {
        try await service.database.one(
            Statement("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()") { row in
                try row.next(Int64?.self) ?? 0
            })
    }

    // MARK: places of texts in params

    private enum Step: CustomStringConvertible {
        case member(String)
        case element(Int)

        var description: String {
            switch self {
            case .member(let name): name
            case .element(let index): String(index)
            }
        }
    }

    private static func places(_ value: JSONValue) -> [[Step]] {
        switch value {
        case .string: [[]]
        case .array(let elements):
            elements.enumerated().flatMap { index, element in places(element).map { [.element(index)] + $0 } }
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { name, member in places(member).map { [.member(name)] + $0 } }
        case .null, .bool, .int, .double: []
        }
    }

    private static func replacing(_ value: JSONValue, _ place: ArraySlice<Step>, by text: String) -> JSONValue {
        guard let step = place.first else { return .string(text) }
        let rest = place.dropFirst()
        switch (step, value) {
        case (.member(let name), .object(var members)):
            members[name] = members[name].map { replacing($0, rest, by: text) }
            return .object(members)
        case (.element(let index), .array(var elements)):
            elements[index] = replacing(elements[index], rest, by: text)
            return .array(elements)
        default: return value  // A place is made from this very value.
        }
    }
}
