import NIOCore

/// A moment on the monotonic clock, as small as it can be: state machines take it as a parameter.
struct Uptime: Hashable, Comparable, Sendable {
    let nanoseconds: Int64

    static var now: Uptime { Uptime(nanoseconds: Int64(NIODeadline.now().uptimeNanoseconds)) }
    static let never = Uptime(nanoseconds: .max)

    func adding(milliseconds: Int) -> Uptime { Uptime(nanoseconds: nanoseconds + Int64(milliseconds) * 1_000_000) }

    static func < (a: Uptime, b: Uptime) -> Bool { a.nanoseconds < b.nanoseconds }
}

extension NIODeadline {
    init(_ uptime: Uptime) { self = .uptimeNanoseconds(UInt64(max(0, uptime.nanoseconds))) }
}
