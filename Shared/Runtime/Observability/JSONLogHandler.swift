package import Logging
import Values

/// One line of JSON per event: `time`, `level`, `event`, `service`, within a call its `traceId` and `method`, and the event's
/// own members.
///
/// Members whose names speak of secrets or persons are written as `***`, whatever they hold: a second line of defence
/// behind not passing them.
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let service: String
    private let write: @Sendable (String) -> Void

    /// - Parameter write: takes a line with its newline.
    package init(
        service: String, level: Logger.Level, metadataProvider: Logger.MetadataProvider? = nil,
        write: @escaping @Sendable (String) -> Void = StandardError.write
    ) {
        self.service = service
        self.logLevel = level
        self.metadataProvider = metadataProvider
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var members = metadata
        if let provided = metadataProvider?.get() { members.merge(provided) { _, new in new } }
        if let own = event.metadata { members.merge(own) { _, new in new } }
        if let error = event.error { members["error"] = .detail(of: error) }
        var line = LogLine()
        line.member("time", ServiceClock.system.now().description)
        line.member("level", event.level.rawValue)
        line.member("event", event.message.description)
        line.member("service", service)
        for (key, value) in members.sorted(by: { $0.key < $1.key }) { line.member(key, value) }
        write(line.finished())
    }
}

extension Logger.MetadataValue {
    /// All that the log may show of an error. What PostgreSQL says of the values of a row (classes 22 and 23) is left out:
    /// an address of a person could stand there (R7).
    package static func detail(of error: any Error) -> Logger.MetadataValue {
        guard let error = error as? PostgresError else { return .string(String(describing: error)) }
        var parts = [error.description]
        let showsData = ["22", "23"].contains { error.sqlState?.hasPrefix($0) ?? false }
        if !showsData, !error.message.isEmpty, error.message != error.description { parts.append(error.message) }
        // Why a migration failed stands there; it ran without a caller's data.
        if error.code == .migration, let detail = error.detail { parts.append(detail) }
        if let statement = error.statement { parts.append("in: \(statement)") }
        return .string(parts.joined(separator: " – "))
    }
}
