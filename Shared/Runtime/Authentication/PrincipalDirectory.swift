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
        guard let principal = recognition(of: claimed).principal else {
            failures.withLock { $0.failed(source, at: .now) }
            throw Fault(.unauthenticated, "This key is not valid")
        }
        failures.withLock { $0.succeeded(source, at: .now) }
        return principal
    }

    package func standing(of principal: Principal) -> Principal? {
        switch principal.credential {
        case nil: return principal
        case .key(let prefix)?: return standing(prefix, principal.name, .key(prefix), since: principal)
        case .token(let prefix, let until)?:
            guard clock.now() < until else { return nil }
            return standing(prefix, principal.name, .token(of: prefix, until: until), since: principal)
        }
    }

    /// Whose a credential is, and what it took to find out.
    struct Recognition {
        var principal: Principal?
        /// Digests that were computed and compared: as many for a key nobody has as for one with a wrong secret.
        var comparisons = 0
    }

    func recognition(of credential: Credential) -> Recognition { recognition(of: Claimed(credential)) }

    private func recognition(of claimed: Claimed) -> Recognition {
        switch claimed {
        case .key(let key): return recognition(of: key)
        case .token(let token):
            let principal = book.claims(of: token, at: clock.now()).flatMap {
                standing($0.key, $0.principal, .token(of: $0.key, until: $0.expiresAt))
            }
            return Recognition(principal: principal)
        case .nothing:
            // As long as for a key; the two are not the same, so it is nobody's.
            var recognition = Recognition()
            _ = compare(nobody, nonsense, &recognition)
            return recognition
        }
    }

    private func recognition(of key: APIKey) -> Recognition {
        let own = files.entries(prefix: key.prefix)
        let known = book.keys(prefix: key.prefix, at: clock.now())
        var recognition = Recognition()
        // All are tried, whichever fits.
        for entry in own where compare(entry.digest, key, &recognition) { recognition.principal = entry.principal }
        for entry in known where compare(entry.digest ?? nobody, key, &recognition) {
            recognition.principal =
                standing(entry.prefix, entry.principal, .key(entry.prefix)) ?? recognition.principal
        }
        if recognition.comparisons == 0 { _ = compare(nobody, key, &recognition) }
        return recognition
    }

    private func compare(_ digest: KeyDigest, _ key: APIKey, _ recognition: inout Recognition) -> Bool {
        recognition.comparisons += 1
        return digest.matches(key)
    }

    /// - Parameter known: the same principal as it stood before; nothing is made anew while its grants are the same.
    private func standing(
        _ prefix: String, _ name: String, _ credential: Credential.Name, since known: Principal? = nil
    ) -> Principal? {
        let entry = files.entries(prefix: prefix).first { $0.principal.name == name }
        guard let grants = entry?.principal.grants ?? book.grants(ofKey: prefix, principal: name, at: clock.now())
        else { return nil }
        if let known, known.grants == grants { return known }
        return Principal(name: name, grants: grants, credential: credential)
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
