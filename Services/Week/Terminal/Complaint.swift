import Foundation

/// An error for the person at the terminal: what is wrong, and what to do about it.
struct Complaint: Error, CustomStringConvertible, Equatable {
    let description: String

    init(_ description: String) { self.description = description }

    /// Adds the system's own words for `errno`.
    init(system description: String) {
        self.description = "\(description): \(String(cString: strerror(errno)))"
    }
}
