import Foundation
import Shared
import Subprocess
import SystemPackage

/// How one of the four services is started in a home.
struct ServiceProcess: Sendable {
    let service: ServiceName
    let home: Home
    let addresses: ServiceAddresses
    let health: ServiceAddresses
    let postgres: PrivatePostgres
    let isRehearsal: Bool

    func start() throws -> Subprocess.Configuration {
        var options = PlatformOptions()
        // Its own session: the terminal's Ctrl-C reaches `week` alone, which stops everything in order.
        options.createSession = true
        return Subprocess.Configuration(
            executable: .path(try Self.program(service)), arguments: [], environment: .inherit.updating(environment),
            platformOptions: options)
    }

    /// The programs lie beside `week`.
    private static func program(_ service: ServiceName) throws -> FilePath {
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let path = folder.appendingPathComponent(service.rawValue).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Complaint("\(path) is not there. Build all programs: swift build -c release")
        }
        return FilePath(path)
    }

    /// The user's own variables reach the service; what makes it part of this cluster does not come from outside.
    var environment: [Environment.Key: String?] {
        var values: [String: String?] = [
            "WEEK_HOME": home.path,
            "WEEK_LISTEN": addresses[service].description,
            "WEEK_ADMIN_LISTEN": health[service].description,
            "WEEK_DATABASE": postgres.connection(of: service),
            "WEEK_DATABASE_PASSWORD_FILE": home.databasePassword(of: service.rawValue),
            "WEEK_DATABASE_SCHEMA": service.rawValue,
            "WEEK_KEYS_FILE": home.acceptedKeys,
            "WEEK_SERVICE_KEY_FILE": home.key(of: service.rawValue),
            "WEEK_SIGNING_KEYS_FILE": home.signingKeys(of: service),
            "WEEK_PERSONAL_KEYS_FILE":
                ServiceName.keepingPersonalData.contains(service) ? home.personalKeys(of: service) : nil,
            // Plain, on this machine: what others may reach is a cluster in containers, or one run by hand.
            "WEEK_TLS_CERTIFICATE": nil, "WEEK_TLS_KEY": nil, "WEEK_TLS_CA": nil, "WEEK_TLS_CLIENTS": nil,
            "WEEK_TLS_CLIENT_CA": nil,
            "WEEK_TOKEN_KEY_FILE": service == .registry ? home.tokenKey : nil,
            "WEEK_CLOCK": isRehearsal ? "manual" : "system",
            "WEEK_CLOCK_FILE": isRehearsal ? home.clock : nil,
        ]
        for peer in ServiceName.allCases {
            values[peer.addressVariable] = addresses[peer].description
        }
        let given = ProcessInfo.processInfo.environment
        // Without a mail server messages become files; a rehearsal never sends mail to anybody.
        if given["WEEK_SMTP_URL"] == nil || isRehearsal {
            values["WEEK_OUTBOX"] = home.outbox
            values["WEEK_SMTP_URL"] = .some(nil)
        }
        return Dictionary(uniqueKeysWithValues: values.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
    }
}
