import CZlib
import Shared

/// Writes a ZIP archive (PKWARE's APPNOTE 6.3) of members as they are: stored, names in UTF-8, no times, so that the same
/// members give the same bytes. For archives below 4 GiB.
struct ZipWriter {
    private(set) var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    /// 1980-01-01, the first day of the format's calendar.
    private static let day: UInt16 = 0x0021
    /// Names are UTF-8.
    private static let flags: UInt16 = 0x0800

    mutating func add(_ path: String, _ content: [UInt8]) {
        let name = Array(path.utf8)
        let checksum = UInt32(truncatingIfNeeded: crc32(0, content, UInt32(content.count)))
        let size = Self.long(UInt32(content.count))
        let offset = Self.long(UInt32(bytes.count))
        // What stands in both headers: version, flags, no packing, time, day, checksum, both sizes, the name's length.
        let common = [
            Self.short(20), Self.short(Self.flags), Self.short(0), Self.short(0), Self.short(Self.day),
            Self.long(checksum), size, size, Self.short(UInt16(name.count)), Self.short(0),
        ].flatMap(\.self)
        bytes += [Self.long(0x0403_4B50), common, name, content].joined()
        directory += [
            Self.long(0x0201_4B50), Self.short(20), common, Self.short(0), Self.short(0), Self.short(0), Self.long(0),
            offset, name,
        ].joined()
        count += 1
    }

    consuming func finish() -> [UInt8] {
        let end = [
            Self.long(0x0605_4B50), Self.short(0), Self.short(0), Self.short(UInt16(count)), Self.short(UInt16(count)),
            Self.long(UInt32(directory.count)), Self.long(UInt32(bytes.count)), Self.short(0),
        ].flatMap(\.self)
        return bytes + directory + end
    }

    private static func short(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
    private static func long(_ value: UInt32) -> [UInt8] {
        short(UInt16(value & 0xFFFF)) + short(UInt16(value >> 16))
    }
}
