import Contracts
import Logging
package import RPC
import Security
import Synchronization

/// Recognises who calls: by the keys of the file and of the registry, and by tokens of the registry, without asking
/// anybody. A service that loses the registry still knows everyone it knew.
package final class PrincipalDirectory: Authenticator {
    private let files: KeyRing
    private let book: AccessBook
    private let clock: ServiceClock
    private let failures = Mutex(FailureBackoff())

    /// Compared with when no key has the prefix, so that it takes as long as a known one: always one digest.
    private let nobody = KeyDigest(of: .generate())
    private let nonsense = APIKey.generate()

    init(files: KeyRing, book: AccessBook, clock: ServiceClock) {
        self.files = files
        self.book = book
        self.clock = clock
    }

    package func authenticate(_ credential: Credential, from peer: String) async throws(Fault) -> Principal {
        let claimed = Claimed(credential)
        let source = FailureBackoff.Source(peer: peer, credential: claimed.name)
        if let wait = failures.withLock({ $0.wait(source, at: .now) }) {
            throw Fault(
                .rateLimited, "Too many failures: try again later",
                retryAfterMs: Int(wait.wholeMicroseconds / 1_000) + 1)
        }
        guard let principal = recognised(claimed) else {
            failures.withLock { $0.failed(source, at: .now) }
            throw Fault(.unauthenticated, "This key is not valid")
        }
        failures.withLock { $0.succeeded(source, at: .now) }
        return principal
    }

    package func standing(of principal: Principal) -> Principal? {
        switch principal.credential {
        case nil: return principal
        case .key(let prefix)?: return standing(prefix, principal.name, .key(prefix))
        case .token(let prefix, let until)?:
            guard clock.now() < until else { return nil }
            return standing(prefix, principal.name, .token(of: prefix, until: until))
        }
    }

    private func recognised(_ claimed: Claimed) -> Principal? {
        switch claimed {
        case .key(let key): principal(of: key)
        case .token(let token):
            book.claims(of: token, at: clock.now()).flatMap {
                standing($0.key, $0.principal, .token(of: $0.key, until: $0.expiresAt))
            }
        case .nothing:
            // As long as for a key; the two are not the same, so it is nobody's.
            nobody.matches(nonsense) ? nil : nil
        }
    }

    private func principal(of key: APIKey) -> Principal? {
        let own = files.entries(prefix: key.prefix)
        let known = book.keys(prefix: key.prefix, at: clock.now())
        var found: Principal?
        // All are tried, whichever fits.
        for entry in own where entry.digest.matches(key) { found = entry.principal }
        for entry in known where entry.digest?.matches(key) ?? false {
            found = standing(entry.prefix, entry.principal, .key(entry.prefix)) ?? found
        }
        if own.isEmpty, known.isEmpty { _ = nobody.matches(key) }
        return found
    }

    private func standing(_ prefix: String, _ name: String, _ credential: Credential.Name) -> Principal? {
        if let entry = files.entries(prefix: prefix).first(where: { $0.principal.name == name }) {
            return Principal(name: name, grants: entry.principal.grants, credential: credential)
        }
        return book.principal(ofKey: prefix, named: name, at: clock.now(), credential: credential)
    }
}

/// A credential as far as its form says what it is.
private enum Claimed {
    case key(APIKey)
    case token(String)
    case nothing

    init(_ credential: Credential) {
        self =
            switch credential {
            case .key(let text): APIKey(text).map(Self.key) ?? .nothing
            case .token(let text): .token(text)
            }
    }

    /// What failures are counted by beside the peer.
    var name: String? {
        if case .key(let key) = self { key.prefix } else { nil }
    }
}
