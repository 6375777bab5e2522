import Logging
package import Security
import Synchronization

/// TLS of a process: what its ports are served with and what it calls others with, read again while it runs. A
/// certificate that was renewed is shown to the next connection; those that are open go on.
package final class ServiceTLS: Sendable {
    /// Serves JSON-RPC; nil when it is served plainly.
    package let server: TLSCredentials?
    /// Serves the admin port, where nobody is asked for a certificate: whoever checks a service's health has none.
    package let admin: TLSCredentials?
    /// Calls other services; nil when they are called plainly.
    package let client: TLSCredentials?

    private let files: TLSFiles
    /// As they were read last, to see a change.
    private let texts: Mutex<TLSTexts>

    static let rereadInterval: Duration = .seconds(2)

    /// Throws `ConfigurationError` when the files cannot be used.
    package init(_ files: TLSFiles) throws {
        self.files = files
        let texts = try files.texts()
        self.texts = Mutex(texts)
        let contexts = try Contexts(texts, files)
        server = contexts.server.map(TLSCredentials.init)
        admin = contexts.admin.map(TLSCredentials.init)
        client = contexts.client.map(TLSCredentials.init)
    }

    /// Seconds since 1970 at which the own certificate ends; nil without one.
    package var notAfter: Int64? {
        guard let chain = texts.withLock(\.identity)?.chain else { return nil }
        return try? Certificate(pem: chain).notAfter
    }

    /// Looks at the files again and again until the task is cancelled. What cannot be used leaves things as they are.
    func run(_ logger: Logger) async {
        var failures = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.rereadInterval)
            do {
                if try reread() { logger.notice("certificates_changed") }
                failures = 0
            } catch {
                failures += 1
                // Once, and not when one of two files was seen before the other was written.
                if failures == 2 { logger.error("certificates_unusable", metadata: ["error": "\(error)"]) }
            }
        }
    }

    /// - Returns: whether anything has changed.
    @discardableResult
    package func reread() throws -> Bool {
        let next = try files.texts()
        guard next != texts.withLock(\.self) else { return false }
        let contexts = try Contexts(next, files)
        texts.withLock { $0 = next }
        if let context = contexts.server { server?.replace(with: context) }
        if let context = contexts.admin { admin?.replace(with: context) }
        if let context = contexts.client { client?.replace(with: context) }
        return true
    }

    private struct Contexts {
        let server: TLSContext?
        let admin: TLSContext?
        let client: TLSContext?

        init(_ texts: TLSTexts, _ files: TLSFiles) throws {
            do {
                server = try texts.identity.map {
                    try .server($0, clients: files.clients, authorities: texts.clientAuthorities)
                }
                admin = try texts.identity.map { try .server($0) }
            } catch let error as OpenSSLError {
                let files = files.server.map { "\($0.certificate) and \($0.key): " } ?? ""
                throw ConfigurationError(
                    key: ConfigurationKeys.certificate.environmentName, problem: "\(files)\(error)")
            }
            do {
                client = try texts.authorities.map { try .client(authorities: $0, identity: texts.identity) }
            } catch let error as OpenSSLError {
                throw ConfigurationError(
                    key: ConfigurationKeys.authorities.environmentName,
                    problem: "\(files.authorities.map { "\($0): " } ?? "")\(error)")
            }
        }
    }
}
