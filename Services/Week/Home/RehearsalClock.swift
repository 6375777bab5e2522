import Foundation
import Shared

/// The clock of a rehearsal: one file that all four services read.
struct RehearsalClock: Sendable {
    let home: Home

    /// A clock that nobody has set stands before any campaign, so that its first setting moves it forward.
    static let unset = Instant("2000-01-01T00:00:00Z")!  // a constant in RFC 3339

    /// nil before it was set.
    var now: Instant? {
        get throws {
            try WholeFile.read(home.clock).flatMap { Instant($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        }
    }

    func set(_ instant: Instant) throws { try WholeFile.write("\(instant)\n", to: home.clock) }
}
