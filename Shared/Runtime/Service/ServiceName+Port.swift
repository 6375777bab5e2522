package import Contracts

extension ServiceName {
    /// Where `week up` and the documentation put it.
    package var standardPort: Int {
        switch self {
        case .registry: 7401
        case .events: 7402
        case .reporting: 7403
        case .notifications: 7404
        }
    }
}
