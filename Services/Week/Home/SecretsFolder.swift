import Foundation
import Shared

/// The secrets of a cluster in containers: one folder for each service, holding what that service alone may see, so that
/// each can be mounted by itself.
struct SecretsFolder: Sendable {
    let path: String

    static let postgres = "postgres"
    static let administrator = "administrator"
    /// Holds the key of the cluster's authority; no part mounts it.
    static let authority = "authority"

    func folder(of name: String) -> String { "\(path)/\(name)" }
    func databasePassword(of service: ServiceName) -> String { folder(of: service.rawValue) + "/database.password" }
    func key(of service: ServiceName) -> String { folder(of: service.rawValue) + "/service.key" }
    func signingKeys(of service: ServiceName) -> String { folder(of: service.rawValue) + "/signing-keys.json" }
    func personalKeys(of service: ServiceName) -> String { folder(of: service.rawValue) + "/personal-keys.json" }
    func acceptedKeys(of service: ServiceName) -> String { folder(of: service.rawValue) + "/accepted-keys.json" }
    var tokenKey: String { folder(of: ServiceName.registry.rawValue) + "/token.pem" }
    /// The certificate of the cluster's authority, as a part knows it.
    func authorities(of part: String) -> String { folder(of: part) + "/ca.pem" }
    var ownerPassword: String { folder(of: Self.postgres) + "/password" }
    var administratorKey: String { folder(of: Self.administrator) + "/admin.key" }

    /// Makes what is missing; what exists stays, certificates until they are about to end.
    /// - Parameter reader: the user the services run as; nil leaves the files to the caller. The password of the
    ///   database's owner stays readable to all: its image runs as a user of its own, and nothing else mounts that folder.
    func make(reader: uid_t?, now: Instant = ServiceClock.system.now()) throws {
        let services = ServiceName.allCases.map(\.rawValue)
        for name in services + [Self.postgres, Self.administrator, Self.authority] {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder(of: name), withIntermediateDirectories: true)
            } catch {
                throw Complaint("\(folder(of: name)) cannot be made: \(error.localizedDescription)")
            }
        }
        _ = try Secret.password(ownerPassword)
        chmod(ownerPassword, 0o444)
        let certificates = try ClusterCertificates(secrets: self, now: now).make(for: services + [Self.postgres])
        let keys = HomeKeys(
            list: folder(of: Self.administrator) + "/accepted-keys.json", administrator: administratorKey,
            token: tokenKey
        ) { key(of: $0) }
        try keys.make()
        let accepted = try Secret.existing(keys.list) + "\n"
        var files = [administratorKey, tokenKey]
        // PostgreSQL's image gives its own to its own user, as root.
        for (part, own) in certificates where part != Self.postgres { files += own }
        for service in ServiceName.keepingPersonalData {
            try Secret.personalKeys(personalKeys(of: service))
            files.append(personalKeys(of: service))
        }
        for service in ServiceName.allCases {
            _ = try Secret.password(databasePassword(of: service))
            try Secret.signingKeys(signingKeys(of: service))
            // Last: whoever waits for the secrets waits for this file.
            try WholeFile.write(accepted, to: acceptedKeys(of: service), mode: 0o600)
            files += [
                databasePassword(of: service), key(of: service), signingKeys(of: service), acceptedKeys(of: service),
            ]
        }
        guard let reader else { return }
        for file in files where chown(file, reader, reader) != 0 {
            throw Complaint(system: "\(file) cannot be given to user \(reader)")
        }
    }
}
