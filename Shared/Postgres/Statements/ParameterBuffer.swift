/// Encoded parameters of one call, in one allocation of bytes beside their places.
struct ParameterBuffer: Sendable, Equatable {
    private(set) var bytes: [UInt8] = []
    /// Start of each parameter in `bytes`; nil is SQL NULL.
    private(set) var starts: [Int?] = []
    private(set) var lengths: [Int32] = []

    var count: Int { starts.count }

    mutating func append(_ value: some PostgresEncodable) {
        guard !value.isPostgresNull else {
            starts.append(nil)
            lengths.append(0)
            return
        }
        let start = bytes.count
        value.encode(into: &bytes)
        starts.append(start)
        lengths.append(Int32(bytes.count - start))
    }

    mutating func append(_ other: ParameterBuffer) {
        let offset = bytes.count
        bytes += other.bytes
        starts += other.starts.map { $0.map { $0 + offset } }
        lengths += other.lengths
    }

    /// The pointers libpq takes, valid during `body`. An empty value still needs a pointer that is not null.
    func withPointers<Result>(_ body: ([UnsafePointer<CChar>?], [Int32]) -> Result) -> Result {
        let empty: StaticString = ""
        return bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress ?? UnsafeRawPointer(empty.utf8Start)
            let pointers = starts.map { start in
                start.map { (base + $0).assumingMemoryBound(to: CChar.self) }
            }
            return body(pointers, lengths)
        }
    }
}
