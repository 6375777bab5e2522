import Foundation
import Security
import TestSupport
import Testing

@testable import Shared

/// Services that speak TLS by their configuration, as in containers.
@Suite struct ServiceTLSTests {
    @Test func servicesCallEachOtherByTLSAndTheAdminPortSpeaksItToo() async throws {
        let files = try CertificateFiles()
        defer { files.remove() }
        let admin = try await AdminPort.free()
        try await ServiceTestHarness.run(RelayService.back, values: files.values) { events in
            let values = files.values.merging(["week.admin.listen": "\(admin)"]) { _, own in own }
            try await ServiceTestHarness.run(
                RelayService.front, peers: [.events: events.address], values: values
            ) { registry in
                let told = try await registry.client.call(RelayAPI.Ask.self, .init(seconds: 0))
                #expect(told.timeoutMs != nil)
                let tls = try ServiceTLS(TLSFiles(server: nil, authorities: files.authority)).client
                #expect(await HealthProbe(address: admin, tls: tls).problem() == nil)
                #expect(await HealthProbe(address: admin).problem() != nil)
                let stranger = try CertificateFiles()
                defer { stranger.remove() }
                let other = try ServiceTLS(TLSFiles(server: nil, authorities: stranger.authority)).client
                let problem = await HealthProbe(address: admin, tls: other).problem()
                #expect(problem?.contains("TLS certificate") == true, "\(problem ?? "")")
            }
        }
    }

    @Test func aServiceThatSpeaksPlainlyIsNotCalledByTLS() async throws {
        let files = try CertificateFiles()
        defer { files.remove() }
        try await ServiceTestHarness.run(RelayService.back) { events in
            try await ServiceTestHarness.run(
                RelayService.front, peers: [.events: events.address], values: files.values
            ) { registry in
                let fault = await #expect(throws: Fault.self) {
                    try await registry.client.call(RelayAPI.Ask.self, .init(seconds: 0))
                }
                #expect(fault?.kind == .dependencyUnavailable)
            }
        }
    }

    @Test func aRenewedCertificateIsTakenWithoutARestartAndADamagedOneIsNot() throws {
        let files = try CertificateFiles()
        defer { files.remove() }
        let tls = try ServiceTLS(files.tlsFiles)
        let before = tls.server?.current
        #expect(try tls.reread() == false)
        try files.write("no certificate", to: "tls.pem")
        #expect(throws: ConfigurationError.self) { try tls.reread() }
        #expect(tls.server?.current === before, "what was good stays")
        try files.renew()
        #expect(try tls.reread())
        #expect(tls.server?.current !== before)
        let left = try #require(tls.notAfter) - Int64(Date().timeIntervalSince1970)
        #expect(left > CertificateAuthority.leafLifetime - 60)
    }

    @Test func aRunningServiceShowsTheNewCertificate() async throws {
        let files = try CertificateFiles()
        defer { files.remove() }
        try await ServiceTestHarness.run(RelayService.back, values: files.values) { events in
            #expect(try await events.client.call(RelayAPI.Answer.self, Empty()).timeoutMs != nil)
            try files.renew(byAnotherAuthority: true)
            #expect(try events.rereadCertificates())
            // The connection that was open goes on; a new one is by the new authority.
            #expect(try await events.client.call(RelayAPI.Answer.self, Empty()).timeoutMs != nil)
            let tls = try ServiceTLS(TLSFiles(server: nil, authorities: files.authority)).client
            let fresh = RPCClient(.init(service: "events", endpoints: [events.address], tls: tls))
            #expect(try await fresh.call(ProtocolAPI.Health.self, Empty()).status == .serving)
            fresh.close()
        }
    }
}

/// A folder with an authority's certificate, and a certificate for this machine with its key.
struct CertificateFiles: Sendable {
    private let folder: String

    init() throws {
        folder = "/tmp/week-certificates-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try renew(byAnotherAuthority: true)
    }

    var authority: String { folder + "/ca.pem" }
    var tlsFiles: TLSFiles {
        TLSFiles(
            server: .init(certificate: folder + "/tls.pem", key: folder + "/tls.key"), authorities: authority)
    }
    var values: [String: String] {
        [
            "week.tls.certificate": folder + "/tls.pem", "week.tls.key": folder + "/tls.key",
            "week.tls.ca": authority,
        ]
    }

    /// Other certificates in the place of those that are there.
    func renew(byAnotherAuthority isOther: Bool = false) throws {
        let now = Int64(Date().timeIntervalSince1970)
        let signer: CertificateAuthority
        if isOther {
            signer = try .make(name: "test", now: now)
            try write(signer.keyPEM, to: "ca.key")
            try write(signer.certificate.pem, to: "ca.pem")
        } else {
            signer = try CertificateAuthority(
                certificate: String(contentsOfFile: authority, encoding: .utf8),
                key: String(contentsOfFile: folder + "/ca.key", encoding: .utf8))
        }
        let identity = try signer.issue(name: "test", hosts: ["localhost", "127.0.0.1"], now: now)
        try write(identity.chain, to: "tls.pem")
        try write(identity.key, to: "tls.key")
    }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
