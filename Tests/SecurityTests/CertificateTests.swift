import Security
import Testing

@Suite struct CertificateTests {
    private static let now: Int64 = 1_779_238_800

    @Test func anIssuedCertificateIsForItsHostsAndNobodyElses() throws {
        let authority = try CertificateAuthority.make(name: "test", now: Self.now)
        let identity = try authority.issue(name: "registry", hosts: ["registry", "127.0.0.1", "::1"], now: Self.now)
        let certificate = try Certificate(pem: identity.chain)
        for host in ["registry", "127.0.0.1", "::1"] { #expect(certificate.isFor(host), "\(host)") }
        for host in ["events", "registry.elsewhere.invalid", "127.0.0.2"] {
            #expect(!certificate.isFor(host), "\(host)")
        }
        #expect(certificate.isSigned(by: authority.certificate))
        #expect(!certificate.isSigned(by: try CertificateAuthority.make(name: "test", now: Self.now).certificate))
        #expect(certificate.belongs(to: identity.key))
        #expect(try !certificate.belongs(to: authority.keyPEM))
        #expect(try certificate.notAfter == Self.now + CertificateAuthority.leafLifetime)
    }

    @Test func anAuthorityGoesOnFromItsFiles() throws {
        let first = try CertificateAuthority.make(name: "test", now: Self.now)
        let again = try CertificateAuthority(certificate: first.certificate.pem, key: first.keyPEM)
        let leaf = try again.issue(name: "a", hosts: ["a"], now: Self.now)
        #expect(try Certificate(pem: leaf.chain).isSigned(by: first.certificate))
        let other = try CertificateAuthority.make(name: "test", now: Self.now)
        #expect(throws: OpenSSLError.self) {
            try CertificateAuthority(certificate: first.certificate.pem, key: other.keyPEM)
        }
    }

    @Test func aListIsReadToItsEndOrNotAtAll() throws {
        let pem = try CertificateAuthority.make(name: "a", now: Self.now).certificate.pem
        #expect(try Certificate.list(pem: pem + pem).count == 2)
        #expect(try Certificate.list(pem: "").isEmpty)
        #expect(try Certificate.list(pem: "nothing of the kind").isEmpty)
        #expect(throws: OpenSSLError.self) {
            try Certificate.list(pem: pem + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        }
    }
}
