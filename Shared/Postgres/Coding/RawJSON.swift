/// A `jsonb` as its JSON text in UTF-8, passed through unread.
package struct RawJSON: PostgresCodable, Hashable {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package init(_ text: String) { bytes = Array(text.utf8) }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package static var postgresType: PostgresType { .jsonb }

    package static func accepts(_ type: PostgresType) -> Bool { type == .jsonb || type == .json }

    package init(postgres value: PostgresValue) throws { bytes = Array(try value.jsonText()) }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(1)
        bytes.append(contentsOf: self.bytes)
    }
}

extension PostgresValue {
    /// The JSON text of a `json` or `jsonb`, whose binary form is the text behind a version byte.
    func jsonText() throws -> UnsafeRawBufferPointer {
        guard type == .jsonb else { return bytes }
        guard bytes.first == 1 else { throw PostgresValueError("jsonb of an unknown version") }
        return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    }
}
