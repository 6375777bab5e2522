/// What happens on a connection that listens.
enum ListenerEvent: Sendable {
    case connected
    case notification(channel: String, payload: String)
    case lost
}
