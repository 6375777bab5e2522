/// The other services, reached by their contracts only.
struct Peers: Sendable {}
