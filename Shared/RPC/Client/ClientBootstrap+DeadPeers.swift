import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

extension ClientBootstrap {
    /// Lets the system find out that a peer is gone without a word (a machine that lost power, a network that drops
    /// everything): 25 s after it was last heard of at most, the connection ends, and with it every call on it.
    func losingDeadPeers() -> ClientBootstrap {
        let bootstrap = channelOption(.socketOption(.so_keepalive), value: 1)
        #if canImport(Glibc)
            // Asked after 10 s of silence, then every 5 s; gone when three questions, or anything sent, stay
            // unacknowledged for 15 s.
            return bootstrap.channelOption(.tcpOption(NIOBSDSocket.Option(rawValue: TCP_KEEPIDLE)), value: 10)
                .channelOption(.tcpOption(NIOBSDSocket.Option(rawValue: TCP_KEEPINTVL)), value: 5)
                .channelOption(.tcpOption(NIOBSDSocket.Option(rawValue: TCP_KEEPCNT)), value: 3)
                .channelOption(.tcpOption(NIOBSDSocket.Option(rawValue: TCP_USER_TIMEOUT)), value: 15_000)
        #else
            return bootstrap
        #endif
    }
}
