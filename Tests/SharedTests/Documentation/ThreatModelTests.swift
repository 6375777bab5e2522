import Foundation
import Testing

/// The last column of `docs/threat-model.md` stays true: every test and script it names is there, and a line without one says
/// why.
@Suite struct ThreatModelTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../..").standardizedFileURL

    /// The names in the last column, line by line.
    private static func lines() throws -> [(threat: String, named: [String], hasReason: Bool)] {
        let text = try String(contentsOf: root.appending(path: "docs/threat-model.md"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("|") && !$0.hasPrefix("|---") }.compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, cells[0] != "threat" else { return nil }
            let held = cells[2]
            let named = held.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
            return (cells[0], named, held.contains("reason given"))
        }
    }

    /// Suites with the functions of the files they stand in, and targets.
    private static func tests() throws -> (suites: [String: Set<String>], targets: Set<String>) {
        var suites: [String: Set<String>] = [:]
        var targets: Set<String> = []
        let tests = root.appending(path: "Tests")
        // This file lies in the folder.
        for case let file as URL in FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)!
        where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            let functions = Set(text.matches(of: /@Test[^{]*?func (\w+)/).map { String($0.output.1) })
            for suite in text.matches(of: /(?:struct|final class) (\w+Tests)\b/) {
                suites[String(suite.output.1), default: []].formUnion(functions)
            }
            targets.insert(String(file.path.dropFirst(tests.path.count + 1).split(separator: "/")[0]))
        }
        return (suites, targets)
    }

    @Test func everyThreatIsHeldByATestThatIsThereOrByAReason() throws {
        let lines = try Self.lines()
        #expect(lines.count > 30, "the page was read")
        let (suites, targets) = try Self.tests()
        for line in lines {
            #expect(!line.named.isEmpty || line.hasReason, "\(line.threat): neither a test nor a reason")
            for name in line.named {
                let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
                if name.hasPrefix("scripts/") {
                    let isThere = FileManager.default.fileExists(atPath: Self.root.appending(path: name).path)
                    #expect(isThere, "\(line.threat): there is no \(name)")
                } else if parts.count == 2 {
                    let isThere = suites[parts[0]]?.contains(parts[1]) == true
                    #expect(isThere, "\(line.threat): there is no test \(name)")
                } else {
                    #expect(suites[name] != nil || targets.contains(name), "\(line.threat): there is no suite \(name)")
                }
            }
        }
    }
}
