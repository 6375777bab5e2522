import Foundation
import Shared

/// The encodings in which spreadsheets here write CSV: told from the bytes, never guessed from a name.
enum TextEncoding: String, CaseIterable, Sendable {
    case utf8 = "UTF-8"
    case utf16 = "UTF-16"
    case gb18030 = "GB18030"

    /// The text and how it was written; nil when it is none of them. Text in GB18030 is hardly ever valid UTF-8 by chance:
    /// two bytes of a Chinese character there do not fit its pattern.
    static func decode(_ bytes: [UInt8]) -> (text: String, encoding: TextEncoding)? {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return String(bytes: bytes, encoding: .utf16).map { ($0, .utf16) }
        }
        if let text = String(validating: bytes, as: UTF8.self) { return (text, .utf8) }
        return String(bytes: bytes, encoding: gb).map { ($0, .gb18030) }
    }

    /// GB 18030 in Foundation's numbering: `kCFStringEncodingGB_18030_2000` with the bit of encodings it does not name.
    private static let gb = String.Encoding(rawValue: 0x8000_0632)
}
