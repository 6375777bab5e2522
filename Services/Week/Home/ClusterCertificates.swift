import Foundation
import Security
import Shared

/// The certificates of a cluster in containers: one authority, and one certificate for each part that listens, in that
/// part's folder. The authority's key is mounted into no part.
struct ClusterCertificates: Sendable {
    let secrets: SecretsFolder
    /// When they are made; what ends within `renewal` of it is made again.
    let now: Instant

    /// A quarter of a certificate's time: `week secrets` runs at every start of a cluster, and a cluster runs for months.
    static let renewal: Int64 = 100 * 86_400

    private var seconds: Int64 { now.microseconds / 1_000_000 }
    private var authorityFile: String { secrets.folder(of: SecretsFolder.authority) + "/ca.pem" }
    private var authorityKey: String { secrets.folder(of: SecretsFolder.authority) + "/ca.key" }

    /// Makes what is missing, damaged, of another authority or about to end. What is fine stays.
    /// - Returns: the files, by the folder they are in.
    func make(for parts: [String]) throws -> [String: [String]] {
        let authority = try authority()
        let pem = try authority.certificate.pem
        var files: [String: [String]] = [:]
        for part in parts {
            let folder = secrets.folder(of: part)
            let (certificate, key) = (folder + "/tls.pem", folder + "/tls.key")
            // The name in the network of the containers, and this machine's for health checks and published ports.
            let hosts = [part, "localhost", "127.0.0.1", "::1"]
            if try !isFine(certificate, key, hosts, authority.certificate) {
                let identity = try authority.issue(name: part, hosts: hosts, now: seconds)
                try WholeFile.write(identity.key, to: key, mode: 0o600)
                try WholeFile.write(identity.chain, to: certificate)
            }
            files[part] = [certificate, key]
        }
        for part in parts + [SecretsFolder.administrator] {
            let file = secrets.authorities(of: part)
            try WholeFile.write(pem, to: file)
            files[part, default: []].append(file)
        }
        return files
    }

    private func authority() throws -> CertificateAuthority {
        if let certificate = try WholeFile.read(authorityFile), let key = try WholeFile.read(authorityKey) {
            do {
                return try CertificateAuthority(certificate: certificate, key: key)
            } catch {
                throw Complaint(
                    "\(authorityFile) and \(authorityKey) do not belong together (\(error)). Restore them, or remove both: a new authority is made, and clients outside must be given its certificate."
                )
            }
        }
        let made = try CertificateAuthority.make(name: "activity-week", now: seconds)
        try WholeFile.write(made.keyPEM, to: authorityKey, mode: 0o600)
        try WholeFile.write(made.certificate.pem, to: authorityFile)
        return made
    }

    private func isFine(_ file: String, _ keyFile: String, _ hosts: [String], _ authority: Certificate) throws -> Bool {
        guard let text = try WholeFile.read(file), let key = try WholeFile.read(keyFile),
            let certificate = try? Certificate(pem: text), let end = try? certificate.notAfter
        else { return false }
        return end - seconds > Self.renewal && certificate.isSigned(by: authority) && certificate.belongs(to: key)
            && hosts.allSatisfy { certificate.isFor($0) }
    }
}
