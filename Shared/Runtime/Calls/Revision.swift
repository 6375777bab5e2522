package import Contracts

/// The revision of an entity as the caller knows it.
package enum Revision {
    /// Throws `REVISION_CONFLICT`, with the revision that stands, unless it is the expected one.
    ///
    /// Compare under a row lock or in the `WHERE` of the update, or a concurrent one slips in between.
    package static func expect(_ expected: Int, found current: Int) throws(Fault) {
        guard expected == current else { throw Fault(.revisionConflict, currentRevision: current) }
    }
}
