import Glibc
import Synchronization

/// The tests' PostgreSQL cluster, started once per process by the first test that needs it.
enum TestCluster {
    private static let shared = Mutex<Result<String, TestClusterError>?>(nil)

    /// The connection string of a superuser.
    static func conninfo() async throws -> String {
        if let own = getenv("WEEK_TEST_POSTGRES") { return String(cString: own) }
        // Blocks one thread of the pool once, for about two seconds: only tests run here.
        return try shared.withLock { cluster in
            if let cluster { return cluster }
            let started = Result { () throws(TestClusterError) in try start() }
            cluster = started
            return started
        }.get()
    }

    private static func start() throws(TestClusterError) -> String {
        // A short path: a unix socket's ends at 107 bytes.
        let directory = "/tmp/week-test-\(getpid())"
        guard run(["/bin/sh", "-c", script, "sh", directory, String(getpid())]) == 0 else {
            throw TestClusterError(log: "\(directory)/log")
        }
        return "host=\(directory) port=5432 user=postgres dbname=postgres"
    }

    /// Makes the cluster, then leaves a watchdog behind that stops and removes it when this process is gone, whether it
    /// ended or crashed. PostgreSQL refuses to run as root, so root becomes `postgres`. No TCP port is opened.
    private static let script = """
        set -eu
        directory=$1 parent=$2
        bin=$(pg_config --bindir 2>/dev/null || true)
        [ -x "$bin/initdb" ] || bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
        rm -rf "$directory"
        mkdir -m 700 "$directory"
        as=
        if [ "$(id -u)" = 0 ]; then
            chown postgres: "$directory"
            as="setpriv --reuid=postgres --regid=postgres --clear-groups --"
        fi
        cd /
        {
            $as "$bin/initdb" -D "$directory/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync
            $as "$bin/pg_ctl" -D "$directory/data" -l "$directory/server.log" -w -t 60 start -o "\\
                -c listen_addresses='' -c unix_socket_directories='$directory' -c port=5432 -c fsync=off \\
                -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 \\
                -c autovacuum=off -c max_prepared_transactions=4"
        } >"$directory/log" 2>&1 </dev/null
        setsid sh -c '
            while kill -0 "$1" 2>/dev/null; do sleep 1; done
            $3 "$4/pg_ctl" -D "$2/data" -m immediate -w stop
            rm -rf "$2"
        ' watchdog "$parent" "$directory" "$as" "$bin" >/dev/null 2>&1 </dev/null &
        """

    /// Runs a program and returns its exit code.
    private static func run(_ arguments: [String]) -> Int32 {
        var pid = pid_t()
        let pointers = arguments.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        guard posix_spawn(&pid, arguments[0], nil, nil, pointers, environ) == 0 else { return -1 }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return status
    }
}

struct TestClusterError: Error, CustomStringConvertible {
    let log: String

    var description: String { "the tests' PostgreSQL could not be started: see \(log)" }
}
