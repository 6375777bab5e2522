import Shared

/// What is wrong with a file, each with line, path and reason, and where everything stands in it.
final class FileFindings {
    private(set) var violations: [Violation] = []
    private var lines: [FilePath: Int] = [:]
    /// Where the value is a stand-in, and what holds one.
    private var doubtful: Set<FilePath> = []

    /// The first place counts: a part that an alias repeats stands where it was written.
    func note(_ path: FilePath, line: Int) {
        if lines[path] == nil { lines[path] = line }
    }

    /// A fault at `path`, with the line of the nearest thing around it that stands in the file.
    func report(_ path: FilePath, _ rule: String, _ detail: String) {
        let line = sequence(first: path, next: \.parent).lazy.compactMap { self.lines[$0] }.first ?? 1
        let place = path.parent == nil ? "line \(line)" : "line \(line): \(path)"
        violations.append(Violation(path: place, rule: rule, detail: detail))
    }

    /// As `report`, where a stand-in takes the place of what is missing or wrong.
    func reportStandIn(_ path: FilePath, _ rule: String, _ detail: String) {
        report(path, rule, detail)
        doubtful.formUnion(sequence(first: path, next: \.parent))
    }

    /// Whether everything at and below `path` was read as it stands in the file.
    func isSound(_ path: FilePath) -> Bool { !doubtful.contains(path) }

    func report(line: Int, _ rule: String, _ detail: String) {
        violations.append(Violation(path: "line \(line)", rule: rule, detail: detail))
    }
}
