import Shared
import TestSupport
import Testing

@testable import Notifications

/// The robots' channel against a real HTTP server.
@Suite struct RobotTests {
    /// What the server got.
    private struct Request: Decodable {
        let path: String
        let headers: [String: String]
        let body: String
    }

    /// The path decides about the answer: `/status/503`, `/errcode/45009`, `/lost` cuts the connection in place of one,
    /// `/redirect` points elsewhere.
    private static let program = #"""
        import http.server, json, sys, threading

        class Robot(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                print(json.dumps({"path": self.path, "headers": dict(self.headers), "body": body}), flush=True)
                kind, _, value = self.path.split("?")[0].strip("/").partition("/")
                if kind == "lost":
                    self.connection.close()
                    return
                self.send_response(int(value) if kind == "status" else 302 if kind == "redirect" else 200)
                answer = json.dumps({"errcode": int(value) if kind == "errcode" else 0, "errmsg": "said"}).encode()
                if kind == "redirect":
                    self.send_header("Location", "/status/200")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Robot)
        print(server.server_address[1], flush=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()
        """#

    private func message(
        _ format: RobotFormat, _ port: Int, _ path: String, secret: [UInt8]? = nil, obligations: UInt64 = 1
    ) throws -> RobotMessage {
        let campaign = PlanFixture.campaign()
        let entries = (1...obligations).map {
            DigestMessage.Entry(obligation: PlanFixture.obligation($0), template: campaign.reminders.templates[0])
        }
        return RobotMessage(
            format: format, to: try #require(RobotAddress("http://127.0.0.1:\(port)\(path)")),
            digest: DigestMessage(entries, campaign: campaign, now: TestNotifications.reminding),
            messageID: "<1@activity-week.invalid>", date: TestNotifications.reminding, campaign: "test-2026",
            secret: secret)
    }

    private let servers = RobotServers(hosts: ["127.0.0.1"], authorities: nil, timeout: .seconds(20))

    @Test func enterpriseWeChatGetsTextWithinItsLimit() async throws {
        try await PythonServer.run(Self.program) { server in
            #expect(
                try await servers.send(message(.wecom, server.port, "/send?key=k", obligations: 40)).answer == "200")
            let request = try await server.next(Request.self)
            let body = try RawJSON(Array(request.body.utf8)).decoded(as: Text.self)
            #expect(request.path == "/send?key=k" && body.msgtype == "text")
            #expect(body.text.content.utf8.count <= 2_048 && body.text.content.contains("全部40项"))
        }
    }

    /// It answers 460101 to a body of more than 20,000 bytes.
    @Test(arguments: [
        ("{unit}：{item}", "单位", UInt64(400)), ("“{unit}”\"\\\"", String(repeating: "\"\\", count: 40), 300),
    ])
    func dingTalkGetsABodyWithinItsLimit(text: String, name: String, obligations: UInt64) throws {
        let entries = (1...obligations).map {
            DigestMessage.Entry(
                obligation: PlanFixture.obligation($0),
                template: .init(key: "due", subject: "s", text: text + name + "\($0)"))
        }
        let message = RobotMessage(
            format: .dingtalk, to: try #require(RobotAddress("https://robot.invalid/send")),
            digest: DigestMessage(entries, campaign: PlanFixture.campaign(), now: TestNotifications.reminding),
            messageID: "<1@activity-week.invalid>", date: TestNotifications.reminding, campaign: "test-2026",
            secret: nil)
        let body = try message.body()
        #expect((8_000...20_000).contains(body.count))
        #expect(
            try RawJSON(body).decoded(as: Text.self).text.content.hasSuffix("……内容过长，请登录系统查看全部\(obligations)项。"))
    }

    @Test(arguments: [60, 77])
    func aCertificateNobodyVouchesForIsOursAndEndsNoMessage(curl: Int) {
        let judged = RobotServers.judge(curl: curl, status: 0, handedOver: false, answer: [], format: .wecom)
        #expect(judged == .failure(.misconfigured("no session with the robot's server (curl \(curl))")))
    }

    @Test func dingTalkGetsASignatureAndNeverItsSecret() async throws {
        try await PythonServer.run(Self.program) { server in
            _ = try await servers.send(message(.dingtalk, server.port, "/robot/send?access_token=t#SECabc"))
            let request = try await server.next(Request.self)
            // HMAC-SHA256 of "1779152400000\nSECabc" under "SECabc", by `openssl dgst -sha256 -hmac SECabc -binary | base64`.
            #expect(
                request.path
                    == "/robot/send?access_token=t&timestamp=1779152400000&sign=Yp8umkuXc8eHYTPhY%2FnafXVLffqnzM8Xh4fgbkwaYq0%3D"
            )
            #expect(!request.body.contains("SECabc") && !request.headers.values.contains { $0.contains("SECabc") })
        }
    }

    @Test func aGenericReceiverCanTellRepeatsAndForgeries() async throws {
        try await PythonServer.run(Self.program) { server in
            let secret = Array("shared".utf8)
            _ = try await servers.send(message(.webhook, server.port, "/in", secret: secret))
            let request = try await server.next(Request.self)
            let time = try #require(request.headers["X-Week-Timestamp"])
            let code = DigestAlgorithm.sha256.authenticationCode(of: "\(time).\(request.body)".utf8, key: secret)
            #expect(request.headers["X-Week-Signature"] == "sha256=\(code.hex)")
            #expect(request.headers["Idempotency-Key"] == "1@activity-week.invalid")
        }
    }

    @Test(arguments: [
        (RobotFormat.wecom, "/errcode/45009", ChannelRefusal.temporary("the robot answered errcode 45009")),
        (.dingtalk, "/errcode/130101", .temporary("the robot answered errcode 130101")),
        (.dingtalk, "/errcode/410100", .temporary("the robot answered errcode 410100")),
        (.dingtalk, "/errcode/90030", .temporary("the robot answered errcode 90030")),
        (.dingtalk, "/errcode/310000", .permanent("the robot answered errcode 310000")),
        (.wecom, "/errcode/93000", .permanent("the robot answered errcode 93000")),
        (.webhook, "/status/503", .temporary("the robot answered 503")),
        (.webhook, "/status/429", .temporary("the robot answered 429")),
        (.webhook, "/status/404", .permanent("the robot answered 404")),
        (.webhook, "/redirect", .permanent("the robot answered 302")),
        (.webhook, "/lost", .unknown("no answer after the message was handed over")),
    ])
    func answersAreToldApart(format: RobotFormat, path: String, refusal: ChannelRefusal) async throws {
        try await PythonServer.run(Self.program) { server in
            await #expect(throws: refusal) { try await servers.send(message(format, server.port, path)) }
        }
    }

    @Test func onlyHostsOfTheConfigurationAreCalled() async throws {
        try await PythonServer.run(Self.program) { server in
            let servers = RobotServers(hosts: ["hooks.example.invalid"], authorities: nil, timeout: .seconds(20))
            await #expect(throws: ChannelRefusal.permanent("the robot's host is not among those that may be called")) {
                try await servers.send(message(.webhook, server.port, "/in"))
            }
        }
    }

    @Test(arguments: [
        "", "ftp://a.invalid/x", "https://", "https://u@a.invalid/", "https://a.invalid/\r\nX: y", "a.invalid/x",
        "https://a.invalid\\@b.invalid/",
    ])
    func whatIsNoPlainURLIsRefused(text: String) {
        #expect(RobotAddress(text) == nil)
    }

    @Test func theHostOfAnAddressIsWhatIsCalled() {
        #expect(RobotAddress("https://Hooks.Example.invalid:8443/x?y#z")?.host == "hooks.example.invalid")
        #expect(RobotAddress("http://[::1]:80/x")?.host == "[::1]")
    }

    private struct Text: Decodable {
        let msgtype: String
        let text: Content

        struct Content: Decodable { let content: String }
    }
}
