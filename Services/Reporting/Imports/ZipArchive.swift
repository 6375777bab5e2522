import CZlib
import Shared

/// Reads members of a ZIP archive (PKWARE's APPNOTE 6.3) held in memory: stored or deflated, no encryption, no ZIP64.
/// Sizes are bounded before anything is unpacked and while it is.
struct ZipArchive {
    struct Failure: Error {
        let reason: String
    }

    private struct Entry {
        let method: UInt16
        let compressed: Int
        let size: Int
        let header: Int
    }

    private let bytes: [UInt8]
    private var entries: [String: Entry] = [:]

    /// Unpacked bytes of one member at most: an annex of thousands of rows is a tenth of it.
    private static let longest = 32 << 20
    private static let mostEntries = 1_000

    init(_ bytes: [UInt8]) throws(Failure) {
        self.bytes = bytes
        // The directory's end stands at the file's end, behind it a comment of at most 65,535 bytes.
        let start = max(0, bytes.count - 65_557)
        let end =
            bytes.count >= 22
            ? stride(from: bytes.count - 22, through: start, by: -1).first { Self.long(bytes, $0) == 0x0605_4B50 } : nil
        guard let end else { throw Failure(reason: "it is no archive") }
        let (count, offset) = (Int(Self.short(bytes, end + 10)), Int(Self.long(bytes, end + 16)))
        guard count <= Self.mostEntries else { throw Failure(reason: "too many members") }
        var position = offset
        for _ in 0..<count {
            guard position + 46 <= bytes.count, Self.long(bytes, position) == 0x0201_4B50 else {
                throw Failure(reason: "its directory is broken")
            }
            let name = Int(Self.short(bytes, position + 28))
            let more = Int(Self.short(bytes, position + 30)) + Int(Self.short(bytes, position + 32))
            guard position + 46 + name <= bytes.count else { throw Failure(reason: "its directory is broken") }
            let text = String(decoding: bytes[position + 46..<position + 46 + name], as: UTF8.self)
            entries[text] = Entry(
                method: Self.short(bytes, position + 10), compressed: Int(Self.long(bytes, position + 20)),
                size: Int(Self.long(bytes, position + 24)), header: Int(Self.long(bytes, position + 42)))
            position += 46 + name + more
        }
    }

    /// nil when there is no such member.
    func member(_ name: String) throws(Failure) -> [UInt8]? {
        guard let entry = entries[name] else { return nil }
        guard entry.header + 30 <= bytes.count, Self.long(bytes, entry.header) == 0x0403_4B50 else {
            throw Failure(reason: "\(name) is not where it should be")
        }
        let start =
            entry.header + 30 + Int(Self.short(bytes, entry.header + 26)) + Int(Self.short(bytes, entry.header + 28))
        guard start + entry.compressed <= bytes.count, entry.size <= Self.longest else {
            throw Failure(reason: "\(name) is too long")
        }
        let packed = Array(bytes[start..<start + entry.compressed])
        switch entry.method {
        case 0: return packed
        case 8: return try Self.inflated(packed, size: entry.size, name)
        default: throw Failure(reason: "\(name) is packed in a way that is not read here")
        }
    }

    /// Exactly `size` bytes, as the directory says: what unpacks to more is refused, not cut.
    private static func inflated(_ packed: [UInt8], size: Int, _ name: String) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        // Negative: raw deflate, without zlib's own header.
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Failure(reason: "no memory to unpack \(name)")
        }
        defer { inflateEnd(&stream) }
        var packed = packed
        var result: Int32 = Z_OK
        var written = 0
        // One byte more than promised, so that more is seen.
        let unpacked = [UInt8](unsafeUninitializedCapacity: size + 1) { output, count in
            packed.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(size + 1)
                result = inflate(&stream, Z_FINISH)
                written = size + 1 - Int(stream.avail_out)
            }
            count = written
        }
        guard result == Z_STREAM_END, written == size else { throw Failure(reason: "\(name) cannot be unpacked") }
        return unpacked
    }

    private static func short(_ bytes: [UInt8], _ at: Int) -> UInt16 {
        guard at + 2 <= bytes.count else { return 0 }
        return UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
    }

    private static func long(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        UInt32(short(bytes, at)) | UInt32(short(bytes, at + 2)) << 16
    }
}
