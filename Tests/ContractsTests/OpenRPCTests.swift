import Testing

@testable import Contracts

@Suite struct OpenRPCTests {
    static let services: [(name: String, methods: [any RPCMethod.Type])] = [
        ("registry", RegistryAPI.methods), ("events", EventsAPI.methods), ("reporting", ReportingAPI.methods),
        ("notifications", NotificationsAPI.methods),
    ]

    @Test(arguments: services.map(\.name)) func everyTypeOfAServiceIsDescribed(service: String) throws {
        let methods = try #require(Self.services.first { $0.name == service }).methods
        let document = try OpenRPCDocument.make(service: service, version: "1", methods: methods + ProtocolAPI.methods)
        #expect(document.methods.count == methods.count + ProtocolAPI.methods.count)
        for method in document.methods {
            #expect(method.params != nil, "\(method.contract.name): params are an object")
            #expect(!method.examples.isEmpty, "\(method.contract.name) has an example")
        }
        let names = document.methods.map(\.contract.name)
        #expect(Set(names).count == names.count)
    }

    @Test func everyReferenceHasItsComponent() throws {
        for (service, methods) in Self.services {
            let document = try OpenRPCDocument.make(service: service, version: "1", methods: methods)
            var used: Set<String> = []
            for method in document.methods {
                for member in method.params ?? [] { collect(member.schema, &used) }
                collect(method.result, &used)
            }
            for schema in document.components.values { collect(schema, &used) }
            #expect(used.subtracting(document.components.keys).isEmpty)
        }
    }

    @Test func everyFieldOfTheProtocolsOwnMethodsIsDocumented() throws {
        let catalog = SchemaCatalog()
        for method in ProtocolAPI.methods { _ = try MethodDescription(method, in: catalog) }
        for (name, schema) in catalog.components {
            guard case .object(let members) = schema else { continue }
            for member in members { #expect(member.description != nil, "\(name).\(member.name) has no doc comment") }
        }
    }

    @Test func requiredOptionalNestedAndRecursiveMembersAreFound() throws {
        struct Leaf: Codable { let text: String }
        struct Tree: Codable {
            let leaf: Leaf
            let count: Int?
            let children: [Tree]
        }
        let catalog = SchemaCatalog()
        let members = try #require(try catalog.members(of: Tree.self))
        #expect(members.map(\.name) == ["leaf", "count", "children"])
        #expect(members.map(\.isRequired) == [true, false, true])
        guard case .array(.reference(let element)) = members[2].schema else {
            Issue.record("children are an array of a reference, not \(members[2].schema)")
            return
        }
        #expect(catalog.components[element] == .object(members))
    }

    @Test func aTypeThatChecksWhatItDecodesIsNamed() {
        struct Picky: Codable {
            init(from decoder: any Decoder) throws {
                _ = try [String](from: decoder)
            }
            func encode(to _: any Encoder) throws {}
        }
        #expect(throws: SchemaCatalog.Failure.self) { try SchemaCatalog().schema(of: Picky.self) }
    }

    private func collect(_ schema: Schema, _ used: inout Set<String>) {
        switch schema {
        case .reference(let name): used.insert(name)
        case .array(let inner), .dictionary(let inner): collect(inner, &used)
        case .object(let members): for member in members { collect(member.schema, &used) }
        case .any, .boolean, .integer, .number, .string: break
        }
    }
}
