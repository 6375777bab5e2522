import Contracts
import JSONRPC
import RPC
import Testing
import Values

/// The faults that the protocol itself answers, each provoked on the production server: what comes is the documented
/// example, but for the words of a violation and the trace.
@Suite struct ProvokedFaultTests {
    @Test func whatIsNoMessageIsAnsweredAsItsExample() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            let member = request("test.echo", #"["a"]"#, id: "1")
            try await client.send(#"{"jsonrpc":"2.0","method":"test.echo","#)
            try await client.send("]\n")
            try await expectExample(.parseError, in: await client.line())
            try await client.send("[]\n")
            try await expectExample(.invalidRequest, in: await client.line())
            // A member of a batch that is no request is answered as one alone.
            try await client.send("[1]\n")
            try await expectExample(.invalidRequest, in: await client.line().map { String($0.dropFirst().dropLast()) })
            try await client.send("[" + Array(repeating: member, count: 101).joined(separator: ",") + "]\n")
            try await expectExample(.batchTooLarge, in: await client.line())
            client.sendLater("{" + String(repeating: " ", count: 4 << 20) + "\n")
            try await expectExample(.requestTooBig, in: await client.line())
            await client.close()
        }
    }

    @Test func whatIsNoCallOfAMethodIsAnsweredAsItsExample() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            let calls: [(FaultKind, String, String)] = [
                (.methodNotFound, "test.none", "[]"), (.invalidParams, "test.echo", #"{"text":1}"#),
                (.internalError, "test.fail", "{}"), (.permissionDenied, "test.administer", "{}"),
                (.responseTooBig, "test.large", #"{"bytes":10485760}"#),
                (.deadlineExceeded, "test.wait", #"{"gate":"shut","_meta":{"timeoutMs":1}}"#),
            ]
            for (kind, method, params) in calls {
                try await client.send(request(method, params, id: "1") + "\n")
                try await expectExample(kind, in: await client.line())
            }
            let large = request("test.large", #"{"bytes":4194304}"#, id: "1")
            try await client.send("[\(large),\(large),\(large)]\n")
            try await expectExample(.batchResponseTooLarge, in: await client.line())
            let waiting = request("test.wait", #"{"gate":"shut"}"#, id: #""long""#)
            try await client.send(waiting + "\n" + request("rpc.cancel", #"{"id":"long"}"#, id: "2") + "\n")
            // Which of the two is written first is nobody's promise.
            let cancelled = await client.lines(2).first { $0.contains(#""id":"long""#) }
            try await expectExample(.cancelled, in: cancelled)
            await client.close()
        }
    }

    @Test func tooManyCallsAndCallsDuringTheDrainAreAnsweredAsTheirExamples() async throws {
        try await withServer { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(
                (1...65).map { request("test.wait", #"{"gate":"g"}"#, id: "\($0)") + "\n" }.joined())
            try await expectExample(.busy, in: await client.line())
            await server.gates.arrivals(64)
            server.gates.open("g")
            #expect(await client.lines(64).count == 64)
            try await client.send(request("test.wait", #"{"gate":"h"}"#, id: "66") + "\n")
            await server.gates.arrivals(65)
            let drain = Task { await server.shutDown() }
            // A drain has begun when a call is refused for it.
            var answer = await self.answer(to: client)
            while answer?.contains(#""error""#) == false { answer = await self.answer(to: client) }
            try await expectExample(.shuttingDown, in: answer)
            server.gates.open("h")
            #expect(try WireReply(await client.line()).id == "66")
            await drain.value
            await client.close()
        }
    }

    @Test func whoIsNobodyIsAnsweredAsTheExample() async throws {
        try await withServer(needsKey: true) { server in
            let client = try await RawClient.connect(to: server.address)
            try await client.send(request("test.echo", #"["a"]"#, id: "1") + "\n")
            try await expectExample(.unauthenticated, in: await client.line())
            await client.close()
        }
    }

    private func answer(to client: RawClient) async -> String? {
        try? await client.send(request("test.echo", #"["a"]"#, id: "99") + "\n")
        return await client.line()
    }

    private func request(_ method: String, _ params: String, id: String) -> String {
        #"{"jsonrpc":"2.0","method":"\#(method)","params":\#(params),"id":\#(id)}"#
    }

    /// The answer's error is the kind's example: code, message and data with the same members and values, save that a trace
    /// is another one, and a violation's words are about what was really sent.
    private func expectExample(_ kind: FaultKind, in line: String?) async throws {
        let error = try WireValue.parse(line ?? "")["error"]
        #expect(error?["code"] == .int(Int64(kind.code)) && error?["message"] == .string(kind.message), "\(line ?? "")")
        let data = try shape(error?["data"])
        var writer = JSONWriter()
        try writer.encode(FaultData(kind.example))
        let example = try shape(JSONDocument.parse(writer.bytes).root.decode(JSONValue.self, path: "example"))
        #expect(data == example, "\(kind.reason)")
    }

    private func shape(_ data: JSONValue?) throws -> JSONValue {
        guard case .object(var members)? = data else { throw NoData() }
        if case .string(let trace)? = members["traceId"] { members["traceId"] = .int(Int64(trace.count)) }
        if case .array(let violations)? = members["violations"] {
            members["violations"] = .array(
                violations.map { violation in
                    guard case .object(let parts) = violation else { return violation }
                    return .array(parts.keys.sorted().map { .string($0) })
                })
        }
        return .object(members)
    }

    private struct NoData: Error {}
}
