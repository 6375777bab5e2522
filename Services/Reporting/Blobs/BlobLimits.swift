import Shared

/// How much may be stored.
struct BlobLimits: Sendable {
    /// Bytes of one file.
    let fileBytes: Int
    /// Bytes of all files of a unit, those on their way included.
    let unitBytes: Int

    static let file = ConfigurationKey<Int>.integer(
        "week.blobs.file.mib", in: 1...4_096, standard: 1_024, "MiB of one attachment at most.")
    static let unit = ConfigurationKey<Int>.integer(
        "week.blobs.unit.mib", in: 1...1_048_576, standard: 10_240, "MiB of all attachments of one unit at most.")

    static let keys: [ConfigurationKeyDescription] = [.init(file), .init(unit)]

    init(fileBytes: Int, unitBytes: Int) {
        self.fileBytes = fileBytes
        self.unitBytes = unitBytes
    }

    init(_ source: ConfigurationSource) throws {
        fileBytes = try source.value(Self.file) << 20
        unitBytes = try source.value(Self.unit) << 20
    }
}
