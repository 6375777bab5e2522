package import Security

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where the certificates and keys of a process lie. What they hold is read by `load`, at start and at each change.
package struct TLSFiles: Sendable, Hashable {
    /// A certificate and its key.
    package struct Identity: Sendable, Hashable {
        package let certificate: String
        package let key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// Shown by the server, and to servers that ask for it; nil for a process that listens plainly.
    package let server: Identity?
    package let clients: ClientCertificates
    /// Of callers' certificates.
    package let clientAuthorities: String?
    /// Of the called services' certificates; nil for a process that calls plainly.
    package let authorities: String?

    package init(
        server: Identity?, clients: ClientCertificates = .off, clientAuthorities: String? = nil, authorities: String?
    ) {
        self.server = server
        self.clients = clients
        self.clientAuthorities = clientAuthorities
        self.authorities = authorities
    }

    /// Throws `ConfigurationError` for keys that do not fit each other. Reads no file.
    package init(from source: ConfigurationSource) throws {
        let certificate = try source.optional(ConfigurationKeys.certificate)
        let key = try source.optional(ConfigurationKeys.certificateKey)
        switch (certificate, key) {
        case (let certificate?, let key?): server = Identity(certificate: certificate, key: key)
        case (nil, nil): server = nil
        case (nil, _?): throw Self.missing(ConfigurationKeys.certificate, with: ConfigurationKeys.certificateKey)
        case (_?, nil): throw Self.missing(ConfigurationKeys.certificateKey, with: ConfigurationKeys.certificate)
        }
        authorities = try source.optional(ConfigurationKeys.authorities)
        clients = try source.value(ConfigurationKeys.clients)
        clientAuthorities = try source.optional(ConfigurationKeys.clientAuthorities) ?? authorities
        guard clients != .off else { return }
        if server == nil { throw Self.missing(ConfigurationKeys.certificate, with: ConfigurationKeys.clients) }
        if clientAuthorities == nil {
            throw Self.missing(ConfigurationKeys.clientAuthorities, with: ConfigurationKeys.clients)
        }
    }

    private static func missing<One, Other>(
        _ key: ConfigurationKey<One>, with other: ConfigurationKey<Other>
    ) -> ConfigurationError {
        ConfigurationError(key: key.environmentName, problem: "is required with \(other.environmentName)")
    }

    /// What the files hold now. Throws `ConfigurationError` when one cannot be read.
    func texts() throws -> TLSTexts {
        TLSTexts(
            identity: try server.map { files in
                TLSIdentity(
                    chain: try Self.text(files.certificate, ConfigurationKeys.certificate),
                    key: try Self.text(files.key, ConfigurationKeys.certificateKey))
            },
            clientAuthorities: try clients == .off
                ? nil : clientAuthorities.map { try Self.text($0, ConfigurationKeys.clientAuthorities) },
            authorities: try authorities.map { try Self.text($0, ConfigurationKeys.authorities) })
    }

    private static func text(_ path: String, _ key: ConfigurationKey<String>) throws -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), !text.isEmpty else {
            throw ConfigurationError(key: key.environmentName, problem: "\(path) cannot be read, or is empty")
        }
        return text
    }
}

/// What the files of `TLSFiles` held at one time. Holds keys: never shown.
struct TLSTexts: Sendable, Hashable {
    let identity: TLSIdentity?
    let clientAuthorities: String?
    let authorities: String?
}
