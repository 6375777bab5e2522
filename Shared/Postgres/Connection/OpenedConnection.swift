import CLibPQ
import Glibc

/// A connection just made, on its way from the thread that made it to the one that serves it.
struct OpenedConnection: @unchecked Sendable, Equatable {
    // Unchecked: handed over once.
    /// nil only when libpq had no memory; a connection that failed says why.
    let pointer: OpaquePointer?

    /// Connects, blocking: only so are `connect_timeout` and several hosts honoured.
    init(_ keywords: [String: String]) {
        let keys = keywords.keys.sorted()
        let keyPointers = keys.map { strdup($0) } + [nil]
        let valuePointers = keys.map { strdup(keywords[$0] ?? "") } + [nil]
        defer { (keyPointers + valuePointers).forEach { free($0) } }
        pointer = PQconnectdbParams(
            keyPointers.map { UnsafePointer($0) }, valuePointers.map { UnsafePointer($0) }, 0)
    }
}
