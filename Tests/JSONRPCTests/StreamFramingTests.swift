import JSONRPC
import Testing

/// Framing by detection, and streams of JSON: unframed, by lines, pretty-printed.
@Suite struct StreamFramingTests {
    @Test func messagesEndAtTheirOwnLastByte() {
        #expect(outlines(#"{"a":1}{"b":2}[3]"#) == [#"{"a":1}"#, #"{"b":2}"#, "[3]"])
        #expect(outlines("{}\n{}\r\n{}   {}\n\n\n") == ["{}", "{}", "{}", "{}"])
        #expect(outlines("  \r\n\t{}") == ["{}"])
        #expect(outlines("{\n  \"a\": [\n    1\n  ]\n}\n") == ["{\n  \"a\": [\n    1\n  ]\n}"])
    }

    @Test func bracketsInStringsEndNothing() {
        let message = #"{"a":"}]\"}\\","b":"[{"}"#
        #expect(outlines(message + message) == [message, message])
    }

    @Test func aMessageIsThereAsSoonAsItsLastByteIs() {
        var framer = MessageFramer()
        framer.append(#"{"a":1"#.utf8)
        #expect(framer.next() == nil)
        #expect(framer.isMidMessage == true)
        framer.append("}".utf8)
        #expect(framer.next()?.outline == #"{"a":1}"#)
        #expect(framer.next() == nil)
        #expect(framer.isMidMessage == false)
        #expect(framer.bufferedByteCount == 0)
    }

    /// The same events whether the bytes come at once, one by one, or cut anywhere.
    @Test(arguments: [
        "{\"a\":\"活\\u00e9\"}\r\n[1,2.5e3,null]\r\n", "{\"a\":1]\n{}\n", "{\"a\":\"\n{}{}", "{}x\n{}\n\n7\n\"s\"\n{}",
        "[1\n,]\n{}",
        "{} \t [tru]\n{\"b\":{}}", "GET / HTTP/1.1\r\n\r\n{}", "[[[[[[[[[\n{}",
    ])
    func piecesDoNotMatter(_ input: String) {
        let limits = WireLimits(depth: 8)
        let whole = outlines(input, limits: limits, ends: true)
        for size in 1...input.utf8.count {
            #expect(outlines(input, size: size, limits: limits, ends: true) == whole, "pieces of \(size)")
        }
    }

    @Test func theAnswerEndsAsTheClientsLinesDo() {
        func answers(_ input: String) -> [Framing] {
            events(input.utf8).map { event in
                switch event {
                case .message(_, let answer), .refused(_, let answer, _): answer
                }
            }
        }
        #expect(answers("{}\n") == [.stream(.newline)])
        #expect(answers("{}\r\n") == [.stream(.carriageReturnNewline)])
        #expect(answers("{}") == [.stream(.newline)])
        #expect(answers("\r\n{}") == [.stream(.carriageReturnNewline)])
        #expect(answers("{\r\n\"a\":1\r\n}") == [.stream(.carriageReturnNewline)])
        #expect(answers("{\n\"a\":1}\r\n") == [.stream(.carriageReturnNewline)])
        #expect(answers("{x}\r\n") == [.stream(.carriageReturnNewline)])
        #expect(answers("{x\n{}\r\n") == [.stream(.newline), .stream(.carriageReturnNewline)])
        #expect(answers("{}\r\n{}\n{}") == [.stream(.carriageReturnNewline), .stream(.newline), .stream(.newline)])
    }

    @Test func theLineEndingIsLearntAlsoWhenItComesLate() {
        var framer = MessageFramer()
        framer.append("{}\r".utf8)
        #expect(framer.next()?.outline == "{}")
        framer.append("\n{}".utf8)
        #expect(framer.next()?.outline == "{}")
        #expect(framer.framing == .stream(.carriageReturnNewline))
    }

    @Test func scalarsInAStreamAreJSONAndNoRequest() throws {
        let found = events("{}\n7\n\"x\"\nnull\n".utf8)
        #expect(found.map(\.outline) == ["{}", "7", "\"x\"", "null"])
        guard case .message(let document, _) = found[1], case .refused(let fault) = Envelope.read(document) else {
            Issue.record("not refused")
            return
        }
        #expect(fault.code == -32600)
    }

    @Test func afterAnErrorOnTheFirstLineTheNextLineIsRead() {
        #expect(outlines("{\"a\":tru}\n{}\n") == ["-32700", "{}"])
        #expect(outlines("{\"a\": \"open\n{}\n") == ["-32700", "{}"])
        #expect(outlines("{\"a\":1]{\"inner\":1}\n{}\n") == ["-32700", "{}"])
        #expect(outlines("{}garbage{}\n{}\n") == ["{}", "-32700", "{}"])
        #expect(outlines("{}\n\u{FEFF}{}\n{}") == ["{}", "-32700", "{}"])
        #expect(outlines("[" + String(repeating: "[", count: 100_000) + "\n{}") == ["-32700", "{}"])
    }

    @Test func anErrorOnALaterLineEndsTheConnection() {
        // What follows would be the inside of the broken message.
        #expect(outlines("{\n\"a\": tru,\n{\"jsonrpc\":\"2.0\",\"method\":\"inner\"}\n") == ["-32700!"])
        #expect(outlines("{\"a\":1\n{}\n{}") == ["-32700!"])
        #expect(outlines("{}\n[1,\n]\n{}") == ["{}", "-32700!"])
    }

    @Test func tenErrorsInARowEndTheConnection() {
        let nine = String(repeating: "{x\n", count: 9)
        #expect(
            outlines(nine + "{}\n" + nine + "{}") == Array(repeating: "-32700", count: 9) + ["{}"]
                + Array(repeating: "-32700", count: 9) + ["{}"])
        #expect(outlines(nine + "{x\n{}\n") == Array(repeating: "-32700", count: 9) + ["-32700!"])
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: a.invalid\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"run\",\"id\":1}\n",
        "POST /rpc HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", "CONNECT a.invalid:443 HTTP/1.1\r\n\r\n{}",
        "\u{16}\u{3}\u{1}{}",
        "\u{FEFF}{}", "\"x\"{}", "null\n{}", "-1\n{}", "hello\n{}\n", "<a/>\n{}", "\0{}", "}{}",
    ])
    func whatIsNotOursGetsOneErrorAndNothingOfItRuns(_ input: String) {
        #expect(outlines(input, ends: true) == ["-32700!"])
        #expect(outlines(input, size: 1, ends: true) == ["-32700!"])
    }

    @Test func nothingIsReadAfterTheEnd() {
        var framer = MessageFramer()
        framer.append("GET".utf8)
        #expect(framer.next()?.outline == "-32700!")
        framer.append("{}".utf8)
        #expect(framer.next() == nil)
        #expect(framer.bufferedByteCount == 0)
        #expect(framer.isClosed == true)
    }

    @Test func theEndOfInputCompletesANumberAndBreaksAllElse() {
        #expect(outlines("{}", ends: true) == ["{}"])
        #expect(outlines("", ends: true) == [])
        #expect(outlines(" \n", ends: true) == [])
        #expect(outlines("{}\n12", ends: true) == ["{}", "12"])
        #expect(outlines("{\"a\":1", ends: true) == ["-32700!"])
        #expect(outlines("{x", ends: true) == ["-32700"])
    }
}
