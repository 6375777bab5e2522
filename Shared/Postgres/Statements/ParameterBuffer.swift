/// Encoded parameters of one call: their bytes in one array, and their places in it.
struct ParameterBuffer: Sendable, Equatable {
    private struct Place: Sendable, Equatable {
        let start: Int
        /// Negative for SQL NULL.
        let length: Int32
    }

    private var bytes: [UInt8] = []
    private var places: [Place] = []

    var count: Int { places.count }

    mutating func append(_ value: some PostgresEncodable) {
        let start = bytes.count
        guard !value.isPostgresNull else {
            places.append(Place(start: start, length: -1))
            return
        }
        value.encode(into: &bytes)
        places.append(Place(start: start, length: Int32(bytes.count - start)))
    }

    mutating func append(_ other: ParameterBuffer) {
        let offset = bytes.count
        bytes += other.bytes
        places += other.places.map { Place(start: $0.start + offset, length: $0.length) }
    }

    /// The pointers, lengths and formats that libpq takes, valid during `body`. An empty value still needs a pointer that is
    /// not null.
    func withPointers<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        let empty: StaticString = ""
        return bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress ?? UnsafeRawPointer(empty.utf8Start)
            return withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { pointers in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * count) { numbers in
                    for (index, place) in places.enumerated() {
                        let value = (base + place.start).assumingMemoryBound(to: CChar.self)
                        pointers.initializeElement(at: index, to: place.length < 0 ? nil : value)
                        numbers.initializeElement(at: index, to: max(0, place.length))
                        // Every parameter is binary.
                        numbers.initializeElement(at: count + index, to: 1)
                    }
                    let lengths = numbers.baseAddress.map { UnsafePointer($0) }
                    return body(UnsafePointer(pointers.baseAddress), lengths, lengths.map { $0 + count })
                }
            }
        }
    }
}
