import Shared
import TestSupport
import Testing

@testable import Registry

@Suite struct HostileInputTests {
    @Test func noTextOfAnyMethodBreaksTheService() async throws {
        try await TestRegistry.run { registry in
            let complaints = try await HostileInput.complaints(registry.harness, RegistryAPI.methods)
            #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
        }
    }

    /// What is strange and allowed comes back as it was sent, character by character.
    @Test func strangeTextsAreKeptAsTheyAre() async throws {
        try await TestRegistry.run { registry in
            for (index, text) in ["'; DROP TABLE units; --", "𠮷野家🏫", "\u{202E}olleh", "=1+1", "../a", "e\u{301}"]
                .enumerated()
            {
                let key = UnitKey("school:hostile/\(index)")
                try await registry.tell(
                    RegistryAPI.CreateUnit.self, .init(key: key, kind: .secondaryLocal, name: text))
                let unit = try await registry.ask(RegistryAPI.GetUnit.self, .init(key: key))
                #expect(Array(unit.name.unicodeScalars) == Array(text.unicodeScalars))
            }
        }
    }
}
