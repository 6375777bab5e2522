package import Contracts
import Postgres

extension Change {
    /// The thing as its owner's contract has it. Throws `DecodingViolation` when the owner sends something else.
    package func decoded<Entity: Decodable>(as _: Entity.Type = Entity.self) throws -> Entity {
        try Postgres.RawJSON(encoding: data).decoded(as: Entity.self)
    }
}
