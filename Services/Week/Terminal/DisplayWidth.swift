extension StringProtocol {
    /// How many columns of a terminal the text takes: Chinese characters and full-width signs take two.
    var displayWidth: Int { unicodeScalars.reduce(0) { $0 + $1.displayWidth } }
}

extension Unicode.Scalar {
    /// Unicode's East Asian Width (UAX #11), W and F as two; what is ambiguous takes one, as terminals outside of East
    /// Asian locales show it.
    fileprivate var displayWidth: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

extension String {
    /// Spaces behind it up to `width` columns.
    func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - displayWidth)) }
}
