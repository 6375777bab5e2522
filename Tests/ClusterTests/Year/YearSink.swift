import TestSupport

/// The mail server of the year: writes down what it took before it says so, and stops at a point of the dialogue when it is told
/// to. Who looks into its log sees what a person sees who asks the operator of a mail server.
struct YearSink: Sendable {
    private let server: PythonServer

    /// Where a sender is when it is killed.
    enum Point: String, CaseIterable, Sendable {
        /// It has claimed the message, and has said on the connection who it is from.
        case claimed
        /// The server has the message and has not answered.
        case handedOver
        /// The server has just answered; what it said may be written down or not.
        case answered
    }

    /// A message that the server has taken.
    struct Taken: Decodable, Sendable {
        let messageID: String
        let to: [String]
    }

    var port: Int { server.port }

    /// Runs `body` beside the server and stops it, whatever comes of it.
    static func run(_ body: (YearSink) async throws -> Void) async throws {
        try await PythonServer.run(program) { try await body(YearSink(server: $0)) }
    }

    /// Stops at the point of the message of that number from now on.
    func stop(at point: Point, ofMessage number: Int) async throws {
        _ = try await ask("stop \(point.rawValue) \(number)", Bool.self)
    }

    /// Whether it has stopped.
    func hasStopped() async throws -> Bool { try await ask("stopped", Bool.self) }

    func goOn() async throws { _ = try await ask("go", Bool.self) }

    /// What it has taken since it was asked last, when nothing is under way to it.
    func taken() async throws -> [Taken] { try await ask("log", [Taken].self) }

    private func ask<Answer: Decodable>(_ question: String, _: Answer.Type) async throws -> Answer {
        server.tell(question)
        return try await server.next(Answer.self)
    }

    private static let program = """
        import email, json, socket, sys, threading

        state = threading.Condition()
        log, receiving = [], 0
        # Where to stop, at which of the messages that come by, and whether that has happened.
        point, number, stopped = None, 0, False

        def pass_by(where):
            global point, number, stopped
            with state:
                if point != where:
                    return
                number -= 1
                if number > 0:
                    return
                point, stopped = None, True
                # An answer that was given stops nobody.
                if where != "answered":
                    state.wait_for(lambda: not stopped, 60)

        def receive(stream, answer, recipients):
            global receiving
            with state:
                receiving += 1
            try:
                answer("354 go on")
                message = []
                while (line := stream.readline()) and line != b".\\r\\n":
                    message.append(line)
                # Whoever is gone before the end has handed over nothing.
                if not line:
                    return False
                head = email.message_from_bytes(b"".join(message))
                with state:
                    log.append({"messageID": head["Message-ID"].strip(), "to": recipients})
                pass_by("handedOver")
                return True
            finally:
                with state:
                    receiving -= 1
                    state.notify_all()

        def serve(connection):
            stream = connection.makefile("rwb")
            def answer(line):
                stream.write(line.encode() + b"\\r\\n")
                stream.flush()
            recipients = []
            try:
                answer("220 sink")
                while line := stream.readline():
                    verb = line[:4].upper()
                    if verb == b"MAIL":
                        recipients = []
                        pass_by("claimed")
                        answer("250 ok")
                    elif verb == b"RCPT":
                        recipients.append(line.split(b"<")[1].split(b">")[0].decode())
                        answer("250 ok")
                    elif verb == b"DATA":
                        if not receive(stream, answer, recipients):
                            return
                        answer("250 taken")
                        pass_by("answered")
                    elif verb == b"QUIT":
                        answer("221 bye")
                        return
                    else:
                        answer("250 ok")
            except OSError:
                pass

        def accept(server):
            while True:
                threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()

        def obey(words):
            global point, number, stopped, log
            with state:
                if words[0] == "stop":
                    point, number, stopped = words[1], int(words[2]), False
                    return True
                if words[0] == "stopped":
                    return stopped
                if words[0] == "go":
                    point, stopped = None, False
                    state.notify_all()
                    return True
                if not state.wait_for(lambda: receiving == 0, 60):
                    raise SystemExit("a message is under way and does not end")
                taken, log = log, []
                return taken

        server = socket.create_server(("127.0.0.1", 0), backlog=64)
        threading.Thread(target=accept, args=(server,), daemon=True).start()
        print(server.getsockname()[1], flush=True)
        for line in sys.stdin:
            print(json.dumps(obey(line.split())), flush=True)
        """
}
