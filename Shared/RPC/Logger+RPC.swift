import Logging

extension Logger {
    /// The logger of what happens beneath the methods.
    static let rpc = Logger(label: "rpc")
}
