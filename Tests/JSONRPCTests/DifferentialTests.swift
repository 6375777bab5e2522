import Foundation
import JSONRPC
import Testing

/// The same generated texts read by this parser and by Foundation's: on well-formed input without duplicate names and
/// within 64 bits they have to agree.
@Suite struct DifferentialTests {
    @Test func generatedTextsReadTheSameAsByFoundation() throws {
        var generator = SplitMix(seed: 0x0A11_CE5E)
        for _ in 0..<2000 {
            let text = value(depth: 5, using: &generator)
            let own = try JSONDocument.parse(text.utf8).root
            let other = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
            #expect(same(own, other), "\(text)")
            // Its canonical form is the same value, and its own canonical form.
            let canonical = written { $0.canonical(own) }
            let again = try JSONDocument.parse(canonical.utf8).root
            let otherAgain = try JSONSerialization.jsonObject(with: Data(canonical.utf8), options: .fragmentsAllowed)
            #expect(same(own, otherAgain) && same(again, other), "\(text)")
            #expect(written { $0.canonical(again) } == canonical)
        }
    }

    /// One byte of a well-formed text changed, dropped or doubled: whatever this parser still accepts Foundation accepts
    /// (Foundation accepts more), and nothing crashes.
    @Test func brokenTextsAreNotAcceptedWhereFoundationRefuses() {
        var generator = SplitMix(seed: 0xB0B)
        for _ in 0..<4000 {
            var bytes = Array(value(depth: 4, using: &generator).utf8)
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            default: bytes.insert(bytes[place], at: place)
            }
            guard let own = try? JSONDocument.parse(bytes), !own.root.rawText.contains("\\u"), !hasHugeNumber(own.root)
            else {
                continue
            }
            #expect(throws: Never.self, "\(String(decoding: bytes, as: UTF8.self))") {
                try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            }
        }
    }

    /// Numbers beyond a `Double`, which Foundation takes for a syntax error.
    private func hasHugeNumber(_ node: JSONNode) -> Bool {
        (node.kind == .number && node.double == nil) || node.elements.contains(where: hasHugeNumber)
            || node.members.contains { hasHugeNumber($0.value) }
    }

    private func same(_ own: JSONNode, _ other: Any) -> Bool {
        switch own.kind {
        case .null: return other is NSNull
        case .bool: return other as? Bool == own.bool
        case .number:
            guard let number = other as? NSNumber else { return false }
            if let exact = own.int64 { return number.int64Value == exact }
            return number.doubleValue == own.double
        case .string: return other as? String == own.string
        case .array:
            guard let list = other as? [Any], list.count == own.count else { return false }
            return zip(own.elements, list).allSatisfy(same)
        case .object:
            guard let table = other as? [String: Any], table.count == own.count else { return false }
            return own.members.allSatisfy { member in
                table[member.name.string ?? ""].map { same(member.value, $0) } ?? false
            }
        }
    }

    private func value(depth: Int, using generator: inout SplitMix) -> String {
        let space = { (generator: inout SplitMix) in [" ", "", "", "\n", "\r\n\t"].randomElement(using: &generator)! }
        let text =
            switch Int.random(in: 0..<(depth == 0 ? 5 : 8), using: &generator) {
            case 0: ["null", "true", "false"].randomElement(using: &generator)!
            case 1, 2: number(using: &generator)
            case 3, 4: string(using: &generator)
            case 5:
                "["
                    + (0..<Int.random(in: 0..<6, using: &generator)).map { _ in
                        value(depth: depth - 1, using: &generator)
                    }
                    .joined(separator: ",") + space(&generator) + "]"
            default:
                "{"
                    + (0..<Int.random(in: 0..<6, using: &generator)).map { index in
                        space(&generator) + "\"\(index)" + string(using: &generator).dropFirst() + space(&generator)
                            + ":"
                            + value(depth: depth - 1, using: &generator)
                    }
                    .joined(separator: ",") + space(&generator) + "}"
            }
        return space(&generator) + text + space(&generator)
    }

    private func number(using generator: inout SplitMix) -> String {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: "\(Int64(bitPattern: generator.next()))"
        case 1: "\(Int.random(in: -99...99, using: &generator))"
        case 2: "\(Int.random(in: -99...99, using: &generator)).\(Int.random(in: 0...9_999_999, using: &generator))"
        default:
            "\(Int.random(in: 1...9, using: &generator)).5\(["e", "E"].randomElement(using: &generator)!)"
                + "\(["", "+", "-"].randomElement(using: &generator)!)\(Int.random(in: 0...300, using: &generator))"
        }
    }

    private func string(using generator: inout SplitMix) -> String {
        let parts = [
            "a", "Z", "0", " ", "abcdefghij", "活", "动周", "é", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\u6d3b",
            "\\ud83d\\ude00", "\\u0000", "\u{7F}", "{", "]", ",", ":", "\u{2028}", "//",
        ]
        return "\""
            + (0..<Int.random(in: 0..<8, using: &generator)).map { _ in parts.randomElement(using: &generator)! }
            .joined()
            + "\""
    }
}
