import Glibc
package import Postgres

/// A process that is not this one and talks to the same database: `psql`, which comes with the server.
package struct SecondProcess: Sendable {
    private let pid: pid_t
    private let file: String

    /// Starts a script in the database and the schema of `configuration`. It ends at the first error.
    package static func psql(_ sql: String, on configuration: DatabaseConfiguration) throws -> SecondProcess {
        let file = "/tmp/week-script-\(getpid())-\(UInt64.random(in: 0...(.max))).sql"
        let path = configuration.schema.map { "SET search_path = \($0), public;\n" } ?? ""
        guard let output = fopen(file, "w") else { throw SecondProcessError(reason: "no file \(file)") }
        fputs(path + sql, output)
        fclose(output)
        let conninfo = configuration.parameters.map { "\($0.key)='\($0.value)'" }.sorted().joined(separator: " ")
        let arguments = [
            "psql", "-X", "-q", "-t", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-f", file, "-d", conninfo,
        ]
        var pid = pid_t()
        let pointers = arguments.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        let code = posix_spawnp(&pid, "psql", nil, nil, pointers, environ)
        guard code == 0 else { throw SecondProcessError(reason: "psql could not be started: error \(code)") }
        return SecondProcess(pid: pid, file: file)
    }

    /// Waits for its end, at most a minute; throws when it failed.
    package func end() async throws {
        defer { unlink(file) }
        let deadline = ContinuousClock.now + .seconds(60)
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 {
            guard ContinuousClock.now < deadline else {
                kill(pid, SIGKILL)
                waitpid(pid, &status, 0)
                throw SecondProcessError(reason: "psql did not end within a minute")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        guard status == 0 else { throw SecondProcessError(reason: "psql ended with status \(status)") }
    }
}

package struct SecondProcessError: Error, CustomStringConvertible {
    let reason: String

    package var description: String { reason }
}
