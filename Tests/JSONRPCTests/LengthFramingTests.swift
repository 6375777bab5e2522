import JSONRPC
import Testing

/// `Content-Length` and netstring, and every limit of a frame.
@Suite struct LengthFramingTests {
    @Test func contentLengthIsReadAsTheLanguageServerProtocolWritesIt() {
        #expect(outlines("Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]") == ["{}", "[1]"])
        #expect(
            outlines("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}") == ["{}"]
        )
        #expect(outlines("content-length:2\r\n\r\n{}") == ["{}"])
        #expect(outlines("CONTENT-LENGTH:   2  \r\nX-Other: a: b\r\n\r\n{}\r\n") == ["{}"])
        #expect(outlines("Content-Length: 2\n\n{}") == ["{}"])
        #expect(outlines("Content-Length: 9\r\n\r\n{\"活\":1}") == ["{\"活\":1}"])
    }

    @Test func netstringsAreReadAsTheyAreDefined() {
        #expect(outlines("2:{},3:[1],") == ["{}", "[1]"])
        #expect(outlines("2:{},\n2:{},\n") == ["{}", "{}"])
        #expect(outlines("0:,2:{},") == ["-32700", "{}"])
    }

    @Test func aBrokenBodyLeavesTheFrameWhole() {
        #expect(outlines("Content-Length: 3\r\n\r\n{x}Content-Length: 2\r\n\r\n{}") == ["-32700", "{}"])
        #expect(outlines("Content-Length: 4\r\n\r\n{}{}Content-Length: 2\r\n\r\n{}") == ["-32700", "{}"])
        #expect(outlines("Content-Length: 0\r\n\r\nContent-Length: 2\r\n\r\n{}") == ["-32700", "{}"])
        #expect(outlines("1:{,2:{},") == ["-32700", "{}"])
        #expect(outlines("6: {}\n\r ,") == [" {}\n\r "])
        #expect(outlines(String(repeating: "1:{,", count: 12)).last == "-32700!")
        #expect(outlines(String(repeating: "1:{,", count: 12)).count == 10)
    }

    @Test(arguments: [
        "Content-Length: x\r\n\r\n{}", "Content-Length: -2\r\n\r\n{}", "Content-Length: +2\r\n\r\n{}",
        "Content-Length:\r\n\r\n{}",
        "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", "Content-Length: 2 3\r\n\r\n{}",
        "Content-Type: a\r\n\r\n{}",
        "Content Length: 2\r\n\r\n{}", "Content-Length 2\r\n\r\n{}", ": 2\r\n\r\n", "Content-Length: 2\r\n{}\r\n\r\n{}",
        "2{}", "2;{},", "02:{},", "00:,", "2 :{},", "2:{}x", "2:{}2:{},", "-2:{},", "Content-Length: 0x2\r\n\r\n{}",
    ])
    func aBrokenFrameEndsTheConnection(_ input: String) {
        for size in [input.utf8.count, 1] {
            let found = outlines(input, size: size, ends: true)
            #expect(found.last == "-32700!" && found.filter { $0.hasPrefix("-") }.count == 1, "\(found)")
        }
    }

    @Test(arguments: [
        "Content-Length: 2\r\n\r\n{}Content-Type: x\r\nContent-Length: 7\r\n\r\n{\"a\":1}Content-Length: 1\r\n\r\n{",
        "2:{},7:{\"a\":1},1:x,3:[2],0:,", "Content-Length: 100\r\n\r\n{}Content-Length: 2\r\n\r\n{}",
        "200:" + String(repeating: " ", count: 200) + ",2:{},", String(repeating: "4", count: 30) + "[]",
    ])
    func piecesDoNotMatter(_ input: String) {
        let limits = WireLimits(messageBytes: 64)
        let whole = outlines(input, limits: limits, ends: true)
        for size in 1...input.utf8.count {
            #expect(outlines(input, size: size, limits: limits, ends: true) == whole, "pieces of \(size)")
        }
    }

    @Test func aMessageOfTheLimitIsReadAndOneByteMoreIsTooBig() {
        let limits = WireLimits(messageBytes: 10)
        let fits = "[\"123456\"]"
        let exceeds = "[\"1234567\"]"
        for size in [1, 3, 100] {
            #expect(outlines(fits, size: size, limits: limits) == [fits])
            #expect(outlines(exceeds + "{}", size: size, limits: limits) == ["-32007!"])
            #expect(outlines("Content-Length: 10\r\n\r\n" + fits, size: size, limits: limits) == [fits])
            #expect(outlines("10:" + fits + ",", size: size, limits: limits) == [fits])
            // The declared length is answered at once, the body dropped, the connection kept.
            let header = "Content-Length: 11\r\n\r\n"
            #expect(outlines(header, size: size, limits: limits) == ["-32007"])
            #expect(
                outlines(header + exceeds + "Content-Length: 2\r\n\r\n{}", size: size, limits: limits) == [
                    "-32007", "{}",
                ])
            #expect(outlines("11:" + exceeds + ",2:{},", size: size, limits: limits) == ["-32007", "{}"])
        }
    }

    @Test(arguments: [
        "4294967296", "4294967295", "9223372036854775807", "9223372036854775808", "99999999999999999999999999",
    ])
    func aLengthOfGigabytesOrBeyondAllIntegersAllocatesNothing(_ length: String) {
        var framer = MessageFramer()
        framer.append("Content-Length: \(length)\r\n\r\n{}".utf8)
        #expect(framer.next()?.outline == "-32007!")
        #expect(framer.bufferedByteCount == 0)
        var netstrings = MessageFramer()
        netstrings.append("\(length):{},".utf8)
        #expect(netstrings.next()?.outline == "-32007!")
    }

    @Test func aHeaderAndALengthHaveAnEnd() {
        let limits = WireLimits(headerBytes: 64)
        for size in [1, 7, 10_000] {
            let endless = "Content-Length: 2" + String(repeating: " ", count: 1000)
            #expect(outlines(endless, size: size, limits: limits) == ["-32700!"])
            let many = String(repeating: "C: x\r\n", count: 100)
            #expect(outlines(many, size: size, limits: limits) == ["-32700!"])
            #expect(outlines(String(repeating: "1", count: 1000), size: size, limits: limits) == ["-32007!"])
        }
    }

    @Test func whiteSpaceWithoutEndIsNotKept() {
        var framer = MessageFramer()
        let spaces = [UInt8](repeating: 0x20, count: 10_000)
        for _ in 0..<1000 {
            framer.append(spaces)
            #expect(framer.next() == nil)
            #expect(framer.bufferedByteCount == 0)
        }
    }

    @Test func aDroppedBodyIsNotKept() {
        var framer = MessageFramer()
        framer.append("Content-Length: 60000000\r\n\r\n".utf8)
        #expect(framer.next()?.outline == "-32007")
        let piece = [UInt8](repeating: 0x5B, count: 60_000)
        for _ in 0..<1000 {
            #expect(framer.isMidMessage == true)
            framer.append(piece)
            #expect(framer.next() == nil)
            #expect(framer.bufferedByteCount == 0)
        }
        framer.append("Content-Length: 2\r\n\r\n{}".utf8)
        #expect(framer.next()?.outline == "{}")
    }

    @Test func answersComeInTheFrameOfTheQuestion() {
        func framed(_ framing: Framing, _ messages: [String]) -> String {
            var output: [UInt8] = []
            for message in messages { framing.write(message.utf8, to: &output) }
            return String(decoding: output, as: UTF8.self)
        }
        let long = "\"" + String(repeating: "x", count: 100_000) + "\""
        #expect(framed(.stream(.newline), ["{}", "[]"]) == "{}\n[]\n")
        #expect(framed(.stream(.carriageReturnNewline), ["{}", "[]"]) == "{}\r\n[]\r\n")
        #expect(framed(.contentLength, ["{}", "[1]"]) == "Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]")
        #expect(framed(.contentLength, [long]) == "Content-Length: 100002\r\n\r\n" + long)
        #expect(framed(.netstring, ["{}", "活"]) == "2:{},3:活,")
        #expect(framed(.netstring, [long]) == "100002:" + long + ",")
    }

    @Test func whatIsFramedIsFoundAgain() {
        for framing in [Framing.stream(.newline), .stream(.carriageReturnNewline), .contentLength, .netstring] {
            var writer = JSONWriter()
            for number in 0..<3 {
                let mark = framing.begin(&writer.bytes)
                writer.beginObject()
                writer.name("number")
                writer.integer(number)
                writer.endObject()
                framing.end(&writer.bytes, mark: mark)
            }
            #expect(events(writer.bytes).map(\.outline) == (0..<3).map { "{\"number\":\($0)}" })
        }
    }
}
