extension StringProtocol {
    /// Without white space at either end: files end with a newline.
    package var trimmed: String {
        let inner = drop(while: \.isWhitespace)
        guard let last = inner.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(inner[...last])
    }
}
