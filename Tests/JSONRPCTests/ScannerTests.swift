import Testing

@testable import JSONRPC

@Suite struct ScannerTests {
    @Test(arguments: acceptedTexts.indices)
    func whatTheGrammarAcceptsIsReadAsItStands(_ index: Int) throws {
        let (text, outline) = acceptedTexts[index]
        #expect(try JSONDocument.parse(text.utf8).root.outline == outline, "\(text.debugDescription)")
    }

    @Test(arguments: rejectedTexts)
    func whatTheGrammarDoesNotAcceptIsRefused(_ text: [UInt8]) {
        #expect(throws: JSONSyntaxError.self, "\(String(decoding: text, as: UTF8.self).debugDescription)") {
            try JSONDocument.parse(text)
        }
    }

    @Test func theListsAreLong() {
        #expect(acceptedTexts.count + rejectedTexts.count >= 250)
    }

    /// Every text inside of an array, scanned whole, byte by byte and cut once at every place: same verdict, same tape.
    @Test func cutsChangeNothing() {
        for text in acceptedTexts.map({ Array($0.text.utf8) }) + rejectedTexts {
            let wrapped = Array("[0,".utf8) + text + Array("]".utf8)
            let whole = scan(wrapped, cuts: [])
            #expect(scan(wrapped, cuts: Array(1..<wrapped.count)) == whole)
            for cut in 1..<wrapped.count {
                #expect(scan(wrapped, cuts: [cut]) == whole, "\(text) cut at \(cut)")
            }
        }
    }

    private struct Scanned: Equatable {
        var progress: JSONScanner.Progress
        var position: Int
        var tape: [UInt64]
    }

    private func scan(_ bytes: [UInt8], cuts: [Int]) -> Scanned {
        var scanner = JSONScanner(depthLimit: 128)
        var progress = JSONScanner.Progress.needsMore
        for end in cuts + [bytes.count] where progress == .needsMore {
            // A copy of exactly what has come, so that reading ahead would be reading out of bounds.
            let piece = Array(bytes[..<end])
            progress = piece.withUnsafeBufferPointer { scanner.scan($0.baseAddress!, end: end) }
        }
        let tape = scanner.tape.withWords { Array($0.bindMemory(to: UInt64.self)) }
        return Scanned(progress: progress, position: scanner.position, tape: tape)
    }

    @Test func theOffsetIsThatOfTheFirstWrongByte() {
        let cases: [(String, JSONSyntaxError.Reason, Int)] = [
            ("[1,]", .unexpectedByte, 3), ("[1", .unfinished, 2), ("\"a\u{1}\"", .controlCharacter, 2),
            ("\"\\x\"", .invalidEscape, 2), ("01", .invalidNumber, 1), ("1 x", .trailingBytes, 2),
            ("\u{FEFF}1", .byteOrderMark, 0), ("{\"a\":nulx}", .unexpectedByte, 8),
        ]
        for (text, reason, offset) in cases {
            #expect(throws: JSONSyntaxError(reason: reason, offset: offset), "\(text)") {
                try JSONDocument.parse(text.utf8)
            }
        }
    }

    @Test func depthOfTheLimitIsReadAndOneMoreIsNot() throws {
        func nest(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try JSONDocument.parse(nest(128).utf8).root.kind == .array)
        #expect(throws: JSONSyntaxError(reason: .tooDeep, offset: 128)) { try JSONDocument.parse(nest(129).utf8) }
        #expect(throws: JSONSyntaxError(reason: .tooDeep, offset: 128)) { try JSONDocument.parse(nest(100_000).utf8) }
        #expect(throws: JSONSyntaxError(reason: .tooDeep, offset: 640)) {
            try JSONDocument.parse(String(repeating: "{\"a\":", count: 129).utf8)
        }
        let wide = "[" + repeatElement(nest(127), count: 500).joined(separator: ",") + "]"
        #expect(try JSONDocument.parse(wide.utf8).root.count == 500)
    }
}
