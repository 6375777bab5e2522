/// Counts of a server since its start.
package struct ServerStats: Codable, Sendable, Hashable {
    /// Connections open now.
    package let connections: Int
    /// Connections refused because there were too many.
    package let connectionsRefused: Int
    /// Calls running or waiting to run now, long polls not counted.
    package let callsInFlight: Int
    /// Requests and notifications that were run.
    package let calls: Int
    /// Requests that were answered with an error.
    package let faults: Int
    /// Notifications that were not run: of a mutation, refused, unknown or sent while draining.
    package let notificationsDropped: Int

    package init(
        connections: Int, connectionsRefused: Int, callsInFlight: Int, calls: Int, faults: Int,
        notificationsDropped: Int
    ) {
        self.connections = connections
        self.connectionsRefused = connectionsRefused
        self.callsInFlight = callsInFlight
        self.calls = calls
        self.faults = faults
        self.notificationsDropped = notificationsDropped
    }
}
