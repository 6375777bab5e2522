import Shared
import TestSupport
import Testing

@Suite struct AuthenticationTests {
    @Test func withoutAKeyNoMethodOfAServiceIsReached() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let anonymous = service.anonymousClient()
            defer { anonymous.close() }
            let fault = await #expect(throws: Fault.self) { try await anonymous.call(NoteAPI.List.self, .init()) }
            #expect(fault?.kind == .unauthenticated)
            let health = try await anonymous.call(ProtocolAPI.Health.self, .init())
            #expect(health.status == .serving)
            #expect(health.clock == "manual")
        }
    }

    @Test func anUnknownKeyAndAWrongOneAreTheSame() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let anonymous = service.anonymousClient()
            defer { anonymous.close() }
            for key in [APIKey.generate().text, "nonsense", ""] {
                let fault = await #expect(throws: Fault.self) {
                    try await anonymous.call(ProtocolAPI.Auth.self, .init(key: key))
                }
                #expect(fault?.kind == .unauthenticated)
                #expect(fault?.message == "This key is not valid")
            }
        }
    }

    @Test func aKeyIsItsPrincipal() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let anonymous = service.anonymousClient()
            defer { anonymous.close() }
            let key = try service.addKey(principal: "city:340100", roles: [.reader, .cityAdmin])
            let principal = try await anonymous.call(ProtocolAPI.Auth.self, .init(key: key.text))
            #expect(principal.principal == "city:340100")
            #expect(principal.roles == [.cityAdmin, .reader])
        }
    }

    @Test func theFileShowsNoKey() throws {
        let key = APIKey.generate()
        let text = try KeysFile.text([AcceptedKey(principal: "admin", roles: [.provinceAdmin], key: key)])
        #expect(!text.contains(key.text.dropFirst(key.prefix.utf8.count + 1)))
        #expect(text.contains(key.prefix))
    }

    @Test func aFileThatIsNoneIsNamedWithItsKey() {
        let error = #expect(throws: ConfigurationError.self) { try KeysFile.read("/nowhere/keys.json") }
        #expect(error?.key == "WEEK_KEYS_FILE")
    }
}
