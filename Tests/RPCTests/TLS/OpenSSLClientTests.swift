import Foundation
import RPC
import Security
import Testing

/// A client nobody here wrote: `openssl s_client`.
@Suite struct OpenSSLClientTests {
    private let folder: URL
    private let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates()
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("week-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try certificates.authority.certificate.pem.write(
            to: folder.appendingPathComponent("ca.pem"), atomically: true, encoding: .utf8)
    }

    private static let ping = #"{"jsonrpc":"2.0","method":"rpc.ping","id":1}"# + "\n"

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func bothVersionsAreServedWithVerification(version: String) async throws {
        let folder = folder
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withServer(tls: certificates.server()) { server in
            let said = try await Self.client(
                folder, server.address, [version, "-brief", "-verify_return_error", "-verify_hostname", "localhost"],
                sends: Self.ping, until: #""id":1}"#)
            #expect(said.contains(#""result":{"at":"#), "\(said)")
            #expect(said.contains("Verification: OK"), "\(said)")
            #expect(said.contains(version == "-tls1_2" ? "Protocol version: TLSv1.2" : "Protocol version: TLSv1.3"))
        }
    }

    /// Each is offered alone, by a client that has lowered its own level to be able to.
    @Test(arguments: [
        ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1", "-cipher", "ALL:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "AES128-GCM-SHA256:AES256-SHA:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "NULL:aNULL:@SECLEVEL=0"], ["-tls1_2", "-groups", "P-521"],
    ])
    func whatIsWeakIsNotAgreedTo(options: [String]) async throws {
        let folder = folder
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withServer(tls: certificates.server()) { server in
            let said = try await Self.client(folder, server.address, options, sends: Self.ping, until: #""id":1}"#)
            #expect(!said.contains("jsonrpc"), "\(said)")
            #expect(said.contains("no peer certificate available"), "\(said)")
        }
    }

    @Test func renegotiationAndResumptionAreNotOffered() async throws {
        let folder = folder
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withServer(tls: certificates.server()) { server in
            // A line of R alone makes s_client ask for another handshake.
            let said = try await Self.client(
                folder, server.address, ["-tls1_2"], sends: "R\n", until: "no renegotiation")
            #expect(said.contains("no renegotiation"), "\(said)")
            #expect(!said.contains("TLS session ticket:"), "\(said)")
            #expect(said.contains("Compression: NONE"), "\(said)")
        }
    }

    /// What s_client writes until a text comes, it ends, or ten seconds are over.
    private static func client(
        _ folder: URL, _ address: HostPort, _ options: [String], sends text: String, until end: String
    ) async throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["openssl", "s_client", "-connect", address.description, "-CAfile", folder.path + "/ca.pem"] + options
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let watchdog = Task {
            try await Task.sleep(for: .seconds(10))
            process.terminate()
        }
        defer {
            watchdog.cancel()
            process.terminate()
        }
        // A client that has given up already has closed the pipe; its words say why.
        signal(SIGPIPE, SIG_IGN)
        try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        return await withCheckedContinuation { continuation in
            // Reading a pipe blocks: on a thread of its own.
            Thread.detachNewThread {
                var said = Data()
                while !said.contains(end), let more = try? output.fileHandleForReading.read(upToCount: 1), !more.isEmpty
                {
                    said += more
                }
                continuation.resume(returning: String(decoding: said, as: UTF8.self))
            }
        }
    }
}

extension Data {
    fileprivate func contains(_ text: String) -> Bool {
        suffix(text.utf8.count).elementsEqual(text.utf8)
    }
}
