/// One thing that was looked at, and how to mend it when it is wrong.
struct Finding: Equatable, Sendable {
    enum Grade: Sendable {
        case well
        /// It works, and somebody should know.
        case notice
        case wrong
    }

    let grade: Grade
    let what: String
    /// The line that mends it.
    let remedy: String?

    static func well(_ what: String) -> Finding { Finding(grade: .well, what: what, remedy: nil) }
    static func notice(_ what: String, _ remedy: String) -> Finding {
        Finding(grade: .notice, what: what, remedy: remedy)
    }
    static func wrong(_ what: String, _ remedy: String) -> Finding {
        Finding(grade: .wrong, what: what, remedy: remedy)
    }

    func lines(_ terminal: Terminal) -> [String] {
        let sign =
            switch grade {
            case .well: terminal.paint("ok", .green)
            case .notice: terminal.paint("··", .yellow)
            case .wrong: terminal.paint("!!", .red)
            }
        return ["\(sign)  \(what)"] + (remedy.map { ["      → \($0)"] } ?? [])
    }
}
