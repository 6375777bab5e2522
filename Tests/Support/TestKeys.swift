import Glibc
package import Shared
import Synchronization

/// The keys of a test, in files as in production, in a directory that is removed with the test.
package final class TestKeys: Sendable {
    private let directory: String
    private let accepted: Mutex<[AcceptedKey]>
    package let tester: APIKey

    /// The same in all of the test process, so that its services may call each other.
    private static let services = Dictionary(
        uniqueKeysWithValues: ServiceName.allCases.map { ($0, APIKey.generate()) })
    // Servers on one database are replicas, which have the same keys.
    private static let signing = Result { try SigningKeys.generate() }
    private static let personal = PersonalKeys.generate()

    var acceptedFile: String { "\(directory)/keys.json" }
    var serviceKeyFile: String { "\(directory)/service.key" }
    var signingKeysFile: String { "\(directory)/signing.json" }
    var personalKeysFile: String { "\(directory)/personal.json" }

    /// What a service's configuration says of these files.
    package var configuration: [String: String] {
        [
            "week.keys.file": acceptedFile, "week.service.key.file": serviceKeyFile,
            "week.signing.keys.file": signingKeysFile, "week.personal.keys.file": personalKeysFile,
        ]
    }

    /// - Parameter service: whose own key lies in `serviceKeyFile`.
    package init(of service: ServiceName) throws {
        directory = "/tmp/week-keys-\(getpid())-\(UInt64.random(in: 0...(.max)))"
        tester = .generate()
        accepted = Mutex(
            [
                AcceptedKey(
                    principal: "tester", roles: Role.allCases.filter { ![.job, .service].contains($0) }, key: tester)
            ] + Self.services.map { AcceptedKey(principal: Principal.service($0).name, roles: [.service], key: $1) })
        guard mkdir(directory, 0o700) == 0 else { throw TestKeysError(path: directory) }
        // One for each name.
        try write(Self.services[service]!.text, to: serviceKeyFile)
        try write(Self.signing.get().text, to: signingKeysFile)
        try write(Self.personal.text, to: personalKeysFile)
        try write(try KeysFile.text(accepted.withLock(\.self)), to: acceptedFile)
    }

    func add(
        principal: String, roles: [Role], unit: UnitKey? = nil, tracks: [TrackCode]? = nil
    ) throws -> APIKey {
        let key = APIKey.generate()
        let all = accepted.withLock { keys in
            keys.append(AcceptedKey(principal: principal, roles: roles, unit: unit, tracks: tracks, key: key))
            return keys
        }
        try write(try KeysFile.text(all), to: acceptedFile)
        return key
    }

    package func remove() {
        unlink(acceptedFile)
        unlink(serviceKeyFile)
        unlink(signingKeysFile)
        unlink(personalKeysFile)
        rmdir(directory)
    }

    private func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw TestKeysError(path: path) }
        defer { fclose(file) }
        guard fputs(text, file) >= 0 else { throw TestKeysError(path: path) }
    }
}

struct TestKeysError: Error {
    let path: String
}
