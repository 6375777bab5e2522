import COpenSSL

/// Base 64 with the standard alphabet and padding (RFC 4648 §4), by OpenSSL: for bytes in megabytes.
package enum Base64 {
    package static func encode(_ bytes: [UInt8]) -> String {
        guard !bytes.isEmpty else { return "" }
        // EVP_EncodeBlock ends its text with a NUL that it does not count.
        let capacity = (bytes.count + 2) / 3 * 4 + 1
        return String(unsafeUninitializedCapacity: capacity) { text in
            Int(EVP_EncodeBlock(text.baseAddress, bytes, Int32(bytes.count)))
        }
    }

    /// nil for anything that `encode` does not write: line ends, other letters, padding that is missing or too much, bits
    /// left over.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode($0) }
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let start = text.baseAddress, !text.isEmpty else { return [] }
        guard text.count.isMultiple(of: 4), text.count <= Int(Int32.max) else { return nil }
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let length = text.count / 4 * 3
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            count = max(0, Int(EVP_DecodeBlock(buffer.baseAddress, start, Int32(text.count))) - padding)
        }
        // OpenSSL is lenient with white space at the ends and with padding in the middle; one text per value is not.
        guard bytes.count == length - padding else { return nil }
        var again = encode(bytes)
        return again.withUTF8 { $0.elementsEqual(text) } ? bytes : nil
    }
}
