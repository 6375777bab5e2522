import Foundation
import Shared

/// The table of `docs/security.md`: what each role may do by each method, from where its grant stands.
struct AccessTable {
    /// Where a thing lies, seen from a grant over unit `own` on track `vocational`.
    enum Place: String, CaseIterable {
        case own, child, parent, sibling
        /// The grant's own unit on another track.
        case track
    }

    /// What a cell says.
    enum Cell: Equatable {
        /// Nothing.
        case none
        /// The method, whatever it is about.
        case any
        /// Only a grant over everything.
        case province
        /// Where the thing lies in one of these places.
        case places(Set<Place>)
        /// What was published, and nothing else.
        case published
        /// These services, whatever it is about.
        case services(Set<ServiceName>)

        init?(_ text: String) {
            switch text {
            case "–": self = .none
            case "any": self = .any
            case "province": self = .province
            case "published": self = .published
            default:
                let services = text.split(separator: " ").map { ServiceName(rawValue: String($0)) }
                if !services.isEmpty, !services.contains(nil) {
                    self = .services(Set(services.compactMap(\.self)))
                    return
                }
                let words = text.split(separator: " ").map { Place(rawValue: String($0)) }
                guard !words.isEmpty, !words.contains(nil) else { return nil }
                self = .places(Set(words.compactMap(\.self)))
            }
        }
    }

    /// By method, then by role.
    let rows: [String: [Role: Cell]]

    struct Malformed: Error {
        let line: String
    }

    /// Reads the table whose head begins with `| method |`.
    init(_ markdown: String) throws {
        var rows: [String: [Role: Cell]] = [:]
        var roles: [Role]?
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if cells.first == "method" {
                roles = try cells.dropFirst().map { name in
                    guard let role = Role(rawValue: name) else { throw Malformed(line: String(line)) }
                    return role
                }
            } else if let head = roles {
                guard line.hasPrefix("|") else {
                    roles = nil
                    continue
                }
                guard !(cells.first ?? "").hasPrefix("---") else { continue }
                let method = (cells.first ?? "").trimmingCharacters(in: ["`"])
                let read = cells.dropFirst().map(Cell.init)
                guard read.count == head.count, !read.contains(nil), rows[method] == nil else {
                    throw Malformed(line: String(line))
                }
                rows[method] = Dictionary(uniqueKeysWithValues: zip(head, read.compactMap(\.self)))
            }
        }
        self.rows = rows
    }

    static func ofTheDocumentation() throws -> AccessTable {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/security.md")
        return try AccessTable(String(contentsOf: file, encoding: .utf8))
    }
}
