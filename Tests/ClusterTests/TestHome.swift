import Foundation
import Glibc
import Shared
import TestSupport
import Testing

/// A cluster of real processes in a home of its own, on ports nobody uses, removed at the end whatever happened.
struct TestHome: Sendable {
    let path: String
    /// The administrator's program; the services' lie beside it.
    private let program: String

    /// - Parameter programs: what is run in place of the built ones; nil: those.
    static func with<Value: Sendable>(
        programs: MailingPrograms? = nil, _ body: (TestHome) async throws -> Value
    ) async throws -> Value {
        // Short, for the unix socket, and enterable, for the user PostgreSQL runs as.
        let home = TestHome(
            path: "/tmp/week-cluster-\(UUID().uuidString.prefix(8))",
            program: programs?.week ?? ProgramRun.path(of: "week"))
        do {
            let value = try await body(home)
            try await home.remove()
            return value
        } catch {
            Issue.record("\(home.logs)")
            try? await home.remove()
            throw error
        }
    }

    private var environment: [String: String] {
        let inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("WEEK_") }
        return inherited.merging(["WEEK_HOME": path, "WEEK_CAMPAIGN": Self.campaign]) { _, own in own }
    }

    /// The shipped campaign, found from this file.
    private static let campaign = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/campaigns/anhui-2026.yaml").standardizedFileURL.path

    @discardableResult
    func week(_ arguments: String..., within limit: Duration = .seconds(60)) async throws -> ProgramOutput {
        try await week(all: arguments, within: limit)
    }

    func week(all arguments: [String], within limit: Duration = .seconds(60)) async throws -> ProgramOutput {
        try await ProgramRun.run(program, arguments, environment: environment, within: limit)
    }

    /// Starts the cluster and answers what it said.
    @discardableResult
    func up(_ arguments: String...) async throws -> String {
        let anyPort = ServiceName.allCases.flatMap { ["--\($0.rawValue)", "127.0.0.1:0"] }
        let result = try await week(all: ["up", "--detach"] + anyPort + arguments, within: .seconds(240))
        guard result.status == 0 else { throw ClusterFailure(description: result.output + result.errors) }
        return result.output
    }

    /// The result of a call made by `week call`; throws what the service refused with.
    func call<Method: RPCMethod>(_: Method.Type, _ params: Method.Params) async throws -> Method.Result {
        let text = String(decoding: try JSONEncoder().encode(params), as: UTF8.self)
        let result = try await week("call", Method.contract.name, text)
        guard result.status == 0 else { throw ClusterFailure(description: result.errors) }
        return try JSONDecoder().decode(Method.Result.self, from: Data(result.output.utf8))
    }

    func pid(of service: ServiceName) throws -> pid_t? { try pids(named: service.rawValue).first }

    /// Processes whose environment names this home.
    func pids(named name: String? = nil) throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { entry in
            guard let pid = pid_t(entry), pid != getpid(),
                let words = FileManager.default.contents(atPath: "/proc/\(entry)/environ"),
                words.split(separator: 0).contains(where: { $0.elementsEqual("WEEK_HOME=\(path)".utf8) }),
                let comm = try? String(contentsOfFile: "/proc/\(entry)/comm", encoding: .utf8)
            else { return nil }
            return name == nil || comm.trimmingCharacters(in: .newlines) == name ? pid : nil
        }
    }

    /// Kills every process of the home at once, PostgreSQL's own included, as a power cut would.
    func killEverything() async throws {
        let postmaster = postmaster()
        try await kill(try pids() + postmaster + postmaster.flatMap(ProcessFacts.children))
    }

    /// Kills processes and returns when they are gone: one that is dying still has its locks, and its memory shared.
    func kill(_ pids: [pid_t]) async throws {
        for pid in pids { Glibc.kill(pid, SIGKILL) }
        let areGone = try await eventually { !pids.contains(where: ProcessFacts.isAlive) }
        guard areGone else { throw ClusterFailure(description: "killed processes did not go away: \(pids)") }
    }

    private func postmaster() -> [pid_t] {
        let file = try? String(contentsOfFile: path + "/postgres/postmaster.pid", encoding: .utf8)
        return file?.split(separator: "\n").first.flatMap { pid_t($0) }.map { [$0] } ?? []
    }

    /// The messages in the outbox, a maildir that nobody reads; empty before the first one.
    func messages() throws -> [String] {
        let new = path + "/outbox/new"
        guard FileManager.default.fileExists(atPath: new) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: new).sorted()
            .map { try String(contentsOfFile: "\(new)/\($0)", encoding: .utf8) }
    }

    private func remove() async throws {
        _ = try? await week("down", within: .seconds(150))
        try? await killEverything()
        try? FileManager.default.removeItem(atPath: path)
    }

    private var logs: String {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path + "/logs")) ?? []
        return files.sorted().map { file in
            let text = (try? String(contentsOfFile: "\(path)/logs/\(file)", encoding: .utf8)) ?? ""
            return "--- \(file)\n" + text.split(separator: "\n").suffix(15).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

struct ClusterFailure: Error, CustomStringConvertible {
    let description: String
}
