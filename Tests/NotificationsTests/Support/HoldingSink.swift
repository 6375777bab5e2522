/// An SMTP server that stops at a point of the dialogue, says so, and goes on when it is told to. A test says `go`, `count`,
/// `connections`, `hang up`, `close` (politely: the next command on a connection that is open now is answered 421) and `names`
/// (of those that said EHLO).
enum HoldingSink {
    enum Mode: String {
        /// It never stops.
        case nothing
        /// Before its greeting: nothing was said on the connection.
        case greeting
        /// After the message, before its answer: it has taken it.
        case data
    }

    /// Each line it prints is JSON: `"connected"`, `"data"`, or how many messages or connections it has had.
    static func program(_ mode: Mode) -> String {
        """
        import json, os, socket, sys, threading

        mode, go, taken, connections, closing, names = "\(mode.rawValue)", threading.Event(), [], [], [], []
        saying = threading.Lock()

        # A line is two writes, and several connections may have something to say.
        def say(what):
            with saying:
                print(json.dumps(what), flush=True)

        def serve(connection):
            stream = connection.makefile("rwb")
            def answer(line):
                stream.write(line.encode() + b"\\r\\n")
                stream.flush()
            try:
                if mode == "greeting" and not go.is_set():
                    say("connected")
                    go.wait()
                answer("220 sink")
                while line := stream.readline():
                    verb = line.split()[0].upper()
                    if connection in closing:
                        answer("421 4.3.2 closing")
                        return
                    if verb == b"EHLO":
                        names.append(line.split()[1].decode())
                    if verb == b"DATA":
                        answer("354 go on")
                        while stream.readline() != b".\\r\\n":
                            pass
                        taken.append(1)
                        if mode == "data" and not go.is_set():
                            say("data")
                            go.wait()
                        answer("250 taken")
                    elif verb == b"QUIT":
                        answer("221 bye")
                        return
                    else:
                        answer("250 ok")
            except OSError:
                pass
            finally:
                # The stream holds the socket open.
                stream.close()
                connection.close()

        def accept(server):
            while True:
                connections.append(server.accept()[0])
                threading.Thread(target=serve, args=(connections[-1],), daemon=True).start()

        server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=accept, args=(server,), daemon=True).start()
        print(server.getsockname()[1], flush=True)
        for line in sys.stdin:
            if line.strip() == "count":
                say(str(len(taken)))
            elif line.strip() == "connections":
                say(str(len(connections)))
            elif line.strip() == "hang up":
                for each in connections:
                    each.shutdown(socket.SHUT_RDWR)
            elif line.strip() == "close":
                closing.extend(connections)
            elif line.strip() == "names":
                say(names)
            else:
                go.set()
        """
    }
}
