/// Runs a service as a process.
package enum ServiceHost {
    /// Everything between the start of the process and its exit: configuration, log, database, calls, drain.
    package static func main(_ service: ServiceDefinition) async {}
}
