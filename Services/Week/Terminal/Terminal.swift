import Foundation

/// Standard output and error of the program, with colours only where somebody sees them.
struct Terminal: Sendable {
    let hasColours: Bool

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        hasColours = isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    }

    func say(_ text: String) { write(text, to: STDOUT_FILENO) }

    func warn(_ text: String) { write("\(paint("!", .yellow)) \(text)", to: STDERR_FILENO) }

    func paint(_ text: String, _ colour: Colour) -> String {
        hasColours ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    enum Colour: String {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    /// One write a line, so that lines of several tasks do not mix; what nobody reads any more is dropped.
    private func write(_ text: String, to descriptor: Int32) {
        let bytes = Array((text + "\n").utf8)
        _ = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    }
}

extension Terminal {
    /// Columns of the terminal; nil where standard output is none.
    var width: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }
}
