import CLibPQ

/// Where the database is and how much of it one process may use. Never logged: `description` shows no parameter.
package struct DatabaseConfiguration: Sendable {
    /// libpq's connection keywords (`host`, `port`, `user`, `password`, `dbname`, `passfile`, `sslmode`,
    /// `target_session_attrs`…). `host=a,b target_session_attrs=read-write` follows a failover.
    package var parameters: [String: String]
    /// Shown in `pg_stat_activity`.
    package var applicationName: String
    /// First in the search path, before `public`. Lower-case letters, digits and `_`.
    package var schema: String?
    /// Connections that carry the pipelines of reads, 1…16.
    package var readers = 2
    /// Connections that carry the groups of groupable writes, 1…16.
    package var writers = 2
    /// Connections for other writes, transactions, COPY and long reads, 1…256.
    package var leases = 8
    /// How long a caller waits for a lease, including the time to connect, before `poolExhausted`.
    package var leaseWait: Duration = .seconds(5)
    /// Callers that may wait for a lease at once; the next one gets `poolExhausted` immediately.
    package var leaseQueue = 1_024
    /// Limit of a statement whose caller set none.
    package var statementLimit: Duration = .seconds(30)
    package var connectTimeout: Duration = .seconds(5)
    /// A lease that nobody used for so long is closed.
    package var idleLimit: Duration = .seconds(300)
    /// A connection older than this is replaced when it is free, so that load follows a failover back.
    package var ageLimit: Duration = .seconds(3_600)

    package init(parameters: [String: String], applicationName: String, schema: String? = nil) {
        self.parameters = parameters
        self.applicationName = applicationName
        self.schema = schema
    }

    /// Takes a connection string, `host=… dbname=…` or `postgresql://…`. Throws `usage` when libpq cannot read it.
    package init(conninfo: String, applicationName: String, schema: String? = nil) throws {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(conninfo, &message) else {
            // libpq's message quotes the string, which may hold a password.
            PQfreemem(message)
            throw PostgresError(.usage, message: "The connection string is not one libpq can read")
        }
        defer { PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        self.init(parameters: parameters, applicationName: applicationName, schema: schema)
    }

    /// What libpq is given for a connection: the caller's keywords, and what this layer relies on.
    func keywords(_ use: ConnectionUse) throws -> [String: String] {
        var options = [
            "-c timezone=UTC", "-c client_min_messages=warning", "-c idle_in_transaction_session_timeout=60s",
            // Statements here take milliseconds. PostgreSQL would compile those it thinks are dear, which takes longer.
            "-c jit=off",
        ]
        var given = parameters
        switch use {
        case .reader:
            options.append("-c default_transaction_read_only=on")
            // libpq takes a session that is read-only by its own wish for a server that takes no writes.
            if given["target_session_attrs"] == "read-write" { given["target_session_attrs"] = "primary" }
        // Who waits for a lock holds up its whole group, so it does not wait long: it goes on with a lease. Shorter than
        // PostgreSQL's deadlock_timeout (1 s), so groups that wait for each other part before that.
        case .writer:
            options += ["-c lock_timeout=100ms", "-c statement_timeout=\(statementLimit.components.seconds)s"]
        // What nobody waits for any more still ends.
        case .lease: options.append("-c statement_timeout=\(statementLimit.components.seconds)s")
        case .listener: break
        }
        if let schema {
            guard PostgresIdentifier.isPlain(schema) else {
                throw PostgresError(.usage, message: "The schema's name must be lower-case letters, digits and _")
            }
            options.append("-c search_path=\(schema),public")
        }
        if let own = parameters["options"] { options.append(own) }
        let seconds = max(2, connectTimeout.components.seconds)
        let defaults = [
            "connect_timeout": "\(seconds)", "keepalives": "1", "keepalives_idle": "15", "keepalives_interval": "5",
            "keepalives_count": "3", "tcp_user_timeout": "15000",
        ]
        return defaults.merging(given) { _, own in own }.merging(
            ["application_name": applicationName, "client_encoding": "UTF8", "options": options.joined(separator: " ")]
        ) { _, fixed in fixed }
    }
}

extension DatabaseConfiguration: CustomStringConvertible, CustomReflectable {
    package var description: String { "database of \(applicationName), schema \(schema ?? "public")" }

    // `dump` and string interpolation of containers must not show the password either.
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}

enum ConnectionUse {
    case reader
    case writer
    case lease
    case listener
}

enum PostgresIdentifier {
    /// Whether the name needs no quotes and so cannot end a quoted name either.
    static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first), name.utf8.count <= 63 else { return false }
        return name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}
