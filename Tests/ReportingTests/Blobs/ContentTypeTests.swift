import Shared
import Testing

@testable import Reporting

@Suite struct ContentTypeTests {
    static func bytes(_ start: [UInt8], _ text: String = "", padding: Int = 64) -> [UInt8] {
        start + Array(text.utf8) + [UInt8](repeating: 0, count: padding)
    }

    @Test(arguments: [
        (bytes([0xFF, 0xD8, 0xFF, 0xE0]), "image/jpeg", AttachmentType.picture),
        (bytes([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), "image/png", .picture),
        (bytes([], "GIF89a"), "image/gif", .picture),
        (bytes([], "RIFF....WEBPVP8 "), "image/webp", .picture),
        (bytes([0, 0, 0, 28], "ftypheic"), "image/heic", .picture),
        (bytes([0, 0, 0, 28], "ftypisom"), "video/mp4", .video),
        (bytes([0, 0, 0, 20], "ftypqt  "), "video/quicktime", .video),
        (bytes([], "RIFF....AVI LIST"), "video/x-msvideo", .video),
        (bytes([0x1A, 0x45, 0xDF, 0xA3, 0x9F], "B\u{2}webm"), "video/webm", .video),
        (bytes([], "%PDF-1.7"), "application/pdf", .document),
        (
            bytes([0x50, 0x4B, 0x03, 0x04], "[Content_Types].xml word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document", .document
        ),
        (bytes([], "活动总结：本校……", padding: 0), "text/plain", .document),
    ])
    func aFileIsWhatItsContentSays(_ start: [UInt8], _ mediaType: String, _ type: AttachmentType) {
        let found = ContentType(start)
        #expect(found?.mediaType == mediaType && found?.type == type)
    }

    @Test(arguments: [
        bytes([0x4D, 0x5A, 0x90, 0x00]), bytes([0x7F], "ELF"), bytes([], "<html><script>", padding: 0),
        bytes([], "\n <svg onload=", padding: 0), bytes([], "#!/bin/sh\nrm", padding: 0),
        bytes([0x50, 0x4B, 0x03, 0x04], "META-INF/MANIFEST.MF"), bytes([0, 1, 2, 3]), [], bytes([], "RIFF....WAVEfmt "),
    ])
    func whatCouldRunOrIsUnknownIsRefused(_ start: [UInt8]) {
        #expect(ContentType(start) == nil)
    }

    @Test func aCharacterCutInTwoIsStillText() {
        #expect(ContentType(Array("职业教育".utf8.dropLast()))?.mediaType == "text/plain")
    }

    @Test(arguments: [
        "../../etc/passwd", "a/b.jpg", "a\\b.jpg", "..", ".", ".htaccess", "C:evil.jpg", "a\u{0}.jpg", "a\n.jpg",
        "照片\u{202E}gpj.exe", "", "a.jpg ", "a.", String(repeating: "长", count: 86), "a|b", "a*b",
    ])
    func tricksWithPathsAreRefused(_ name: String) {
        let violations = BlobRules.violations(name: name, size: 1, digest: String(repeating: "0", count: 64))
        #expect(violations.map(\.path) == ["params.name"])
    }

    @Test(arguments: ["开放日.mp4", "a b (1).jpg", "总结-2026.docx", String(repeating: "长", count: 85)])
    func ordinaryNamesAreTaken(_ name: String) {
        #expect(BlobRules.violations(name: name, size: 1, digest: String(repeating: "0", count: 64)).isEmpty)
    }

    @Test func whatIsMissingIsSaidInRanges() {
        #expect(BlobRules.missing([], of: 3) == [.init(from: 0, to: 2)])
        #expect(BlobRules.missing([1], of: 4) == [.init(from: 0, to: 0), .init(from: 2, to: 3)])
        #expect(BlobRules.missing([0, 1, 2], of: 3).isEmpty)
    }
}
