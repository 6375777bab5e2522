#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How many files and sockets the process may have open.
package enum OpenFiles {
    /// Raises the process's own limit to what the system grants it: usually 1,024 stand where many more are allowed, and a
    /// server at its limit of connections would stop accepting instead of saying so.
    ///
    /// - Returns: the limit now; nil when the system does not tell.
    @discardableResult package static func raiseLimit() -> Int? {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return nil }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        if setrlimit(resource, &raised) == 0 { limit = raised }
        return Int(clamping: limit.rlim_cur)
    }
}
