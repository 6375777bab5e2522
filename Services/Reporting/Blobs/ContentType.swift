import Shared

/// What a file is, by its content and never by its name. Pure. Signatures: the formats' own specifications, as gathered
/// in the WHATWG's "MIME Sniffing" and the registrations at IANA.
struct ContentType: Hashable, Sendable {
    let mediaType: String
    let type: AttachmentType

    /// nil for what is neither picture, video nor document: programs, web pages, scripts, anything unknown.
    ///
    /// - Parameter start: the first bytes of the file, 64 KiB or all of it.
    init?(_ start: [UInt8]) {
        guard let found = Self.picture(start) ?? Self.container(start) ?? Self.document(start) else { return nil }
        self = found
    }

    private init(_ mediaType: String, _ type: AttachmentType) {
        self.mediaType = mediaType
        self.type = type
    }

    private static func picture(_ start: [UInt8]) -> ContentType? {
        if start.starts(with: [0xFF, 0xD8, 0xFF]) { return ContentType("image/jpeg", .picture) }
        if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            return ContentType("image/png", .picture)
        }
        if start.has("GIF87a") || start.has("GIF89a") { return ContentType("image/gif", .picture) }
        if start.has("BM"), start.count >= 26, start[6...9].allSatisfy({ $0 == 0 }) {
            return ContentType("image/bmp", .picture)
        }
        if start.starts(with: [0x49, 0x49, 0x2A, 0x00]) || start.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) {
            return ContentType("image/tiff", .picture)
        }
        return nil
    }

    /// Files whose kind stands inside a frame that several kinds share.
    private static func container(_ start: [UInt8]) -> ContentType? {
        if start.has("RIFF") {
            if start.has("WEBP", at: 8) { return ContentType("image/webp", .picture) }
            if start.has("AVI ", at: 8) { return ContentType("video/x-msvideo", .video) }
            return nil
        }
        if start.has("ftyp", at: 4) { return isoMedia(start) }
        if start.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
            // Matroska's document type stands near the front, behind elements of a few bytes.
            let front = start.prefix(128)
            if front.contains("webm") { return ContentType("video/webm", .video) }
            if front.contains("matroska") { return ContentType("video/x-matroska", .video) }
            return nil
        }
        if start.starts(with: [0x00, 0x00, 0x01, 0xBA]) { return ContentType("video/mpeg", .video) }
        if start.starts(with: [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) {
            return ContentType("video/x-ms-wmv", .video)
        }
        return nil
    }

    /// ISO base media (ISO/IEC 14496-12): the brand says which.
    private static func isoMedia(_ start: [UInt8]) -> ContentType? {
        guard start.count >= 12 else { return nil }
        let brand = String(decoding: start[8..<12], as: UTF8.self)
        switch brand {
        case "heic", "heix", "mif1", "msf1": return ContentType("image/heic", .picture)
        case "avif": return ContentType("image/avif", .picture)
        case "qt  ": return ContentType("video/quicktime", .video)
        case "M4A ", "M4B ": return nil
        default: return ContentType("video/mp4", .video)
        }
    }

    private static func document(_ start: [UInt8]) -> ContentType? {
        if start.has("%PDF-") { return ContentType("application/pdf", .document) }
        if start.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            // Word, Excel and PowerPoint before 2007 and WPS: which one stands in a directory at the file's end.
            return ContentType("application/x-ole-storage", .document)
        }
        if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return office(start) }
        return text(start)
    }

    /// Office files are archives with a folder of their own, OpenDocument files say their type in their first entry.
    private static func office(_ start: [UInt8]) -> ContentType? {
        let openXML = "application/vnd.openxmlformats-officedocument."
        if start.contains("word/") { return ContentType(openXML + "wordprocessingml.document", .document) }
        if start.contains("xl/") { return ContentType(openXML + "spreadsheetml.sheet", .document) }
        if start.contains("ppt/") { return ContentType(openXML + "presentationml.presentation", .document) }
        let openDocument = "application/vnd.oasis.opendocument."
        for kind in ["text", "spreadsheet", "presentation"] where start.prefix(128).contains(openDocument + kind) {
            return ContentType(openDocument + kind, .document)
        }
        return nil
    }

    /// Text without control characters. What a browser would run is not text: mark-up begins with an angle bracket.
    private static func text(_ start: [UInt8]) -> ContentType? {
        // The last character may be cut off by the end of what is looked at.
        let whole = (0...3).lazy.compactMap { String(validating: start.dropLast($0), as: UTF8.self) }.first
        guard let text = whole, !text.isEmpty else { return nil }
        let allowed: Set<UInt8> = [0x09, 0x0A, 0x0D]
        guard text.utf8.allSatisfy({ $0 >= 0x20 || allowed.contains($0) }) else { return nil }
        let first = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return first.hasPrefix("<") || first.hasPrefix("#!") ? nil : ContentType("text/plain", .document)
    }
}

extension Collection<UInt8> {
    /// Whether `text` stands somewhere in it.
    fileprivate func contains(_ text: String) -> Bool { firstRange(of: Array(text.utf8)) != nil }
}

extension [UInt8] {
    /// Whether `text` stands at `offset`.
    fileprivate func has(_ text: String, at offset: Int = 0) -> Bool { dropFirst(offset).starts(with: text.utf8) }
}
