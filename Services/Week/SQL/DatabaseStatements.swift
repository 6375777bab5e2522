import Postgres

/// What the owner of the database does once for each service: a role that can do nothing outside its own schema.
enum DatabaseStatements {
    static let exists = Statement(
        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", String.self
    ) { row in try row.next(Bool.self) }

    /// The private cluster's only database. CREATE DATABASE takes no parameters and no transaction around it.
    static let createDatabase = Statement("CREATE DATABASE week", access: .write)

    /// Exclusion constraints over uuid need it, and only an owner may create it.
    static let extensions = Statement("CREATE EXTENSION IF NOT EXISTS btree_gist", access: .write)

    /// Nobody makes things in the schema everybody sees, and nobody connects but the roles that are told they may.
    static let closePublicSchema = Statement("REVOKE CREATE ON SCHEMA public FROM PUBLIC", access: .write)
    static let closeDatabase = Statement(
        "DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$",
        access: .write)

    /// Role names and passwords cannot be parameters of DDL; as settings of the transaction they are never part of a
    /// statement's text, and `format` quotes them.
    static let nameRole = Statement(
        "SELECT set_config('week.role', $1, true) IS NOT NULL AND set_config('week.password', $2, true) IS NOT NULL",
        String.self, String.self, access: .write)

    static let prepareRole = Statement(
        """
        DO $$
        DECLARE
            role text := current_setting('week.role');
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
                EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', role);
            END IF;
            EXECUTE format('ALTER ROLE %I PASSWORD %L', role, current_setting('week.password'));
            EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role);
            IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = role) THEN
                EXECUTE format('CREATE SCHEMA %I', role);
            END IF;
            EXECUTE format('ALTER SCHEMA %I OWNER TO %I', role, role);
            EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = %I, public', role, current_database(), role);
        END
        $$
        """, access: .write)
}
