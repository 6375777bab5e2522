import Shared

/// One message as SMTP and mail stores take it: RFC 5322 headers, UTF-8 subject in encoded words (RFC 2047), plain text and
/// HTML as alternatives (RFC 2046 §5.1.4), each in base64. Header injection is impossible: no value is written as it came.
struct MIMEMessage: Sendable {
    let from: MailAddress
    /// The sender as mail programs show it.
    let fromName: String
    /// Those who stand in one role of one unit; not empty.
    let to: [MailAddress]
    let subject: String
    /// Lines end in `\n`.
    let text: String
    /// The same for programs that show HTML.
    let html: String
    /// With its angle brackets; the same on every attempt, so that a receiver can tell a repeat.
    let messageID: String
    let date: Instant
    /// `anhui-2026`: for `List-Id`.
    let campaign: CampaignKey

    /// With CRLF line ends.
    var bytes: [UInt8] {
        let boundary = boundary
        let headers = [
            // The address has a line of its own: none with encoded words is longer than 76 characters.
            ("From", "\(EncodedWord.encode(fromName, behind: "From"))\r\n <\(from)>"),
            ("To", to.map { "<\($0)>" }.joined(separator: ",\r\n ")),
            ("Subject", EncodedWord.encode(subject, behind: "Subject")), ("Date", MailDate.format(date)),
            ("Message-ID", messageID),
            ("MIME-Version", "1.0"), ("Content-Type", "multipart/alternative;\r\n boundary=\"\(boundary)\""),
            // RFC 3834: no vacation notice comes back for it.
            ("Auto-Submitted", "auto-generated"), ("List-Id", "<\(listName).activity-week.invalid>"),
        ]
        var message: [UInt8] = []
        message.reserveCapacity(2_048 + (text.utf8.count + html.utf8.count) * 3 / 2)
        for (name, value) in headers { message += "\(name): \(value)\r\n".utf8 }
        message += "\r\n".utf8
        // The plainest first: a program shows the last one that it can.
        Self.append("plain", text, boundary, to: &message)
        Self.append("html", html, boundary, to: &message)
        message += "--\(boundary)--\r\n".utf8
        return message
    }

    /// RFC 2045 §6.8.
    private static let longestLine = 76

    private static func append(_ subtype: String, _ content: String, _ boundary: String, to message: inout [UInt8]) {
        message +=
            """
            --\(boundary)\r
            Content-Type: text/\(subtype); charset=utf-8\r
            Content-Transfer-Encoding: base64\r
            \r

            """.utf8
        var body = Base64.encode(withCRLF(content))
        body.withUTF8 { letters in
            for start in stride(from: 0, to: letters.count, by: longestLine) {
                message += letters[start..<min(start + longestLine, letters.count)]
                message += "\r\n".utf8
            }
        }
    }

    /// Line ends as RFC 2046 §4.1.1 wants them, whatever encodes them then; those that are so already stay.
    private static func withCRLF(_ content: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(content.utf8.count + content.utf8.count / 16)
        for byte in content.utf8 {
            if byte == UInt8(ascii: "\n"), bytes.last != UInt8(ascii: "\r") { bytes.append(UInt8(ascii: "\r")) }
            bytes.append(byte)
        }
        return bytes
    }

    /// The same on every attempt, as all of the message is; `=_` cannot stand in base64 (RFC 2045 §6.7).
    private var boundary: String { "=_" + DigestAlgorithm.sha256.digest(messageID).hex.prefix(32) }

    private var listName: String {
        String(campaign.rawValue.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    }
}

/// RFC 2047 §2: words of at most 75 characters on lines of at most 76, never breaking a character; words are folded onto lines
/// of their own. Line breaks and controls become spaces.
enum EncodedWord {
    private static let longestLine = 76
    private static let (prefix, suffix) = ("=?utf-8?B?", "?=")

    /// - Parameter header: the name that stands before the first word.
    static func encode(_ text: String, behind header: String) -> String {
        var words: [String] = []
        var chunk: [UInt8] = []
        // `Subject: ` before the first one, a space before each other.
        var room = bytes(behind: header.utf8.count + 2)
        for scalar in text.onOneLine.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if chunk.count + bytes.count > room {
                words.append(word(chunk))
                (chunk, room) = ([], Self.bytes(behind: 1))
            }
            chunk += bytes
        }
        if !chunk.isEmpty || words.isEmpty { words.append(word(chunk)) }
        return words.joined(separator: "\r\n ")
    }

    /// What a line takes in base64, in whole triples.
    private static func bytes(behind column: Int) -> Int {
        (longestLine - column - prefix.utf8.count - suffix.utf8.count) / 4 * 3
    }

    private static func word(_ bytes: [UInt8]) -> String { prefix + Base64.encode(bytes) + suffix }
}

extension String {
    /// Runs of line breaks and other controls become a space each.
    var onOneLine: String {
        var line = ""
        line.reserveCapacity(utf8.count)
        var isInRun = false
        for scalar in unicodeScalars {
            let breaks = scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
            if !breaks { line.unicodeScalars.append(scalar) } else if !isInRun { line.append(" ") }
            isInRun = breaks
        }
        return line
    }
}

/// RFC 5322 §3.3, always in UTC.
enum MailDate {
    static func format(_ instant: Instant) -> String {
        let date = Zone.utc.date(of: instant)
        let (year, month, day) = date.components
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let second = (instant.microseconds / 1_000_000) % 60
        let seconds = second < 10 ? "0\(second)" : "\(second)"
        let time = Zone.utc.time(of: instant)
        return "\(weekdays[date.weekday.rawValue - 1]), \(day) \(months[month - 1]) \(year) \(time):\(seconds) +0000"
    }
}
