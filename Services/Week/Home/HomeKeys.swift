import Foundation
import Shared

/// The keys of a cluster: the administrator's, one for each service, and those an administrator adds. The list of accepted
/// keys holds digests only; services read it again when it changes.
struct HomeKeys: Sendable {
    /// The list every service reads.
    let list: String
    /// The file of the administrator's key.
    let administrator: String
    /// The file of the key by which the registry signs tokens.
    let token: String
    /// The file of a service's own key.
    let service: @Sendable (ServiceName) -> String

    init(list: String, administrator: String, token: String, service: @escaping @Sendable (ServiceName) -> String) {
        self.list = list
        self.administrator = administrator
        self.token = token
        self.service = service
    }

    init(_ home: Home) {
        self.init(list: home.acceptedKeys, administrator: home.administratorKey, token: home.tokenKey) {
            home.key(of: $0.rawValue)
        }
    }

    /// Makes what is missing. Keys that are there, and keys that were added, stay accepted.
    func make() throws {
        try Secret.signingKey(token)
        var accepted = try accepted()
        let own =
            [(administrator, "administrator", Role.provinceAdmin)]
            + ServiceName.allCases.map { (service($0), Principal.service($0).name, Role.service) }
        for (file, principal, role) in own {
            let key = try Secret.key(file)
            guard !accepted.contains(where: { $0.principal == principal && $0.keyPrefix == key.prefix }) else {
                continue
            }
            accepted.append(AcceptedKey(principal: principal, roles: [role], key: key))
        }
        try save(accepted)
    }

    func accepted() throws -> [AcceptedKey] {
        FileManager.default.fileExists(atPath: list) ? try KeysFile.read(list) : []
    }

    /// A new key for a principal, beside those it has: two are valid at once while one replaces the other.
    ///
    /// - Parameters:
    ///   - unit: from where the roles reach; nil: over everything.
    ///   - tracks: nil: on every track.
    func add(
        _ principal: String, roles: [Role], unit: UnitKey? = nil, tracks: [TrackCode]? = nil
    ) throws -> APIKey {
        let key = APIKey.generate()
        try save(
            accepted() + [AcceptedKey(principal: principal, roles: roles, unit: unit, tracks: tracks, key: key)])
        return key
    }

    /// - Returns: whose keys they were; empty when none has the prefix.
    func revoke(prefix: String) throws -> [AcceptedKey] {
        let all = try accepted()
        let revoked = all.filter { $0.keyPrefix == prefix }
        if !revoked.isEmpty { try save(all.filter { $0.keyPrefix != prefix }) }
        return revoked
    }

    private func save(_ keys: [AcceptedKey]) throws {
        try WholeFile.write(KeysFile.text(keys), to: list, mode: 0o600)
    }
}
