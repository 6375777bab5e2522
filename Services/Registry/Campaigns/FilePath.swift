/// Where something stands in a file: `rules[3].deadline`.
struct FilePath: Hashable, CustomStringConvertible {
    private let parts: [Part]

    private enum Part: Hashable {
        case member(String)
        case index(Int)
    }

    init() { parts = [] }

    private init(parts: [Part]) { self.parts = parts }

    func member(_ name: String) -> FilePath { FilePath(parts: parts + [.member(name)]) }

    subscript(index: Int) -> FilePath { FilePath(parts: parts + [.index(index)]) }

    subscript(name: String) -> FilePath { member(name) }

    /// What holds it; nil for the file itself.
    var parent: FilePath? { parts.isEmpty ? nil : FilePath(parts: parts.dropLast()) }

    /// Empty for the file itself.
    var description: String {
        parts.reduce("") { text, part in
            switch part {
            case .member(let name): text.isEmpty ? name : "\(text).\(name)"
            case .index(let index): "\(text)[\(index)]"
            }
        }
    }
}
