import Foundation
import Shared

/// A campaign file and the folder of the same name beside it: `anhui-2026.yaml`, `anhui-2026/{units,…}.csv`.
struct CampaignFiles: Sendable {
    let yaml: String
    private let folder: String

    init(path: String) throws {
        guard let yaml = try WholeFile.read(path) else { throw Complaint("There is no file \(path).") }
        self.yaml = yaml
        folder = (path as NSString).deletingPathExtension
    }

    /// nil when the campaign brings no such list.
    func list(_ name: String) throws -> String? { try WholeFile.read(path(name)) }

    func path(_ name: String) -> String { "\(folder)/\(name).csv" }

    /// The campaign that comes with the program: in the source tree, or installed beside the binaries.
    static func shipped(environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        let candidates =
            [environment["WEEK_CAMPAIGN"] ?? ""]
            + [
                "docs/campaigns", "\(program)/../share/activity-week/campaigns", "\(program)/../../../docs/campaigns",
            ].map { $0 + "/anhui-2026.yaml" }
        return candidates.first { !$0.isEmpty && FileManager.default.fileExists(atPath: $0) }
    }
}

/// A year's calendar as a CSV file: `date,working,holiday,source`, every day of the year.
struct CalendarFile {
    let year: Int
    let days: [CalendarDay]
    let source: String

    init(csv: String, path: String) throws {
        let table: CSVTable
        do {
            table = try CSVTable(parsing: csv)
        } catch {
            throw Complaint("\(path): line \(error.line), cell \(error.cell): \(error.problem)")
        }
        func column(_ name: String) throws -> Int {
            guard let index = table.header.firstIndex(of: name) else {
                throw Complaint("\(path): column \(name) is missing.")
            }
            return index
        }
        let (date, working, holiday, origin) = try (
            column("date"), column("working"), column("holiday"), column("source")
        )
        var sources: [String] = []
        days = try table.records.map { record in
            guard record.cells.count == table.header.count else {
                throw Complaint(
                    "\(path): line \(record.line) has \(record.cells.count) cells, not \(table.header.count).")
            }
            guard let day = CivilDate(record.cells[date]), let isWorking = Bool(record.cells[working]) else {
                throw Complaint("\(path): line \(record.line) must have a date YYYY-MM-DD, and working true or false.")
            }
            let (name, source) = (record.cells[holiday], record.cells[origin])
            if !source.isEmpty, !sources.contains(source) { sources.append(source) }
            return CalendarDay(date: day, working: isWorking, holiday: name.isEmpty ? nil : name)
        }
        guard let first = days.first else { throw Complaint("\(path) has no days.") }
        year = first.date.year
        source = sources.joined(separator: "; ")
    }
}
