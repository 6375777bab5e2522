package import Contracts
import Postgres

// The registry stores these, and so does every service that projects it.

extension RelationType: PostgresText {}
extension RegionLevel: PostgresText {}
extension ContactChannel: PostgresText {}
