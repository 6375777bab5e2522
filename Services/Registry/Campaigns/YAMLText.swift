import Yams

/// A YAML text as nodes with their places. Wrong syntax is one fault with its line; a name that stands twice in a
/// mapping is a fault too, and does not keep the rest from being read.
enum YAMLText {
    /// However often its aliases repeat a part, a file needs no more values than this.
    private static let mostNodes = 200_000
    private static let mostRepetitions = 100

    /// nil when there is nothing that could be read; then it is among the findings why.
    static func nodes(of text: String, _ findings: FileFindings) -> Node? {
        var text = text
        for _ in 0...mostRepetitions {
            do {
                guard let node = try Yams.compose(yaml: text) else {
                    findings.report(line: 1, "required", "the file is empty")
                    return nil
                }
                guard hasRoom(node) else {
                    findings.report(line: 1, "too_big", "more than \(mostNodes) values")
                    return nil
                }
                return node
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                // Yams stops at the first. Marked, it is another name, and the reader reports it with its path.
                guard let name = names.first, let marked = marking(name, at: context.mark, in: text) else {
                    findings.report(line: context.mark.line, "repeated", "a name stands twice")
                    return nil
                }
                text = marked
            } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
                YamlError.composer(_, let problem, let mark, _)
            {
                findings.report(line: mark.line, "syntax", "column \(mark.column): \(problem)")
                return nil
            } catch {
                findings.report(line: 1, "syntax", "is not YAML in UTF-8")
                return nil
            }
        }
        findings.report(line: 1, "repeated", "more than \(mostRepetitions) names stand twice")
        return nil
    }

    // Repeated names. U+2063, which has no width, stands in no name of a campaign file.

    private static let mark: Character = "\u{2063}"

    static func isRepeated(_ name: String) -> Bool { name.first == mark }

    /// The name without its mark.
    static func original(_ name: String) -> String { String(name.drop { $0 == mark }) }

    private static func marking(_ name: String, at place: Mark, in text: String) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.indices.contains(place.line - 1) else { return nil }
        let line = lines[place.line - 1]
        guard
            let start = line.unicodeScalars.index(
                line.startIndex, offsetBy: place.column - 1, limitedBy: line.endIndex),
            let found = line.unicodeScalars[start...].firstRange(of: name.unicodeScalars)
        else { return nil }
        lines[place.line - 1].unicodeScalars.insert(contentsOf: String(mark).unicodeScalars, at: found.lowerBound)
        return lines.joined(separator: "\n")
    }

    private static func hasRoom(_ root: Node) -> Bool {
        var (open, count) = ([root], 0)
        while let node = open.popLast() {
            count += 1
            guard count + open.count <= mostNodes else { return false }
            switch node {
            case .mapping(let mapping): for (key, value) in mapping { open += [key, value] }
            case .sequence(let sequence): open += sequence
            case .scalar, .alias: break
            }
        }
        return true
    }
}
