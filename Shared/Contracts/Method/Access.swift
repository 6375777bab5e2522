/// Who may call a method, and over what: role × unit × track × instant. Declared here, decided in one place
/// (`Authorization` of the runtime), told to readers by `docs/security.md`.
///
/// ```swift
/// access: .principal                                                        // published to all: a calendar
/// access: .roles([.provinceAdmin])                                          // the whole province's matter
/// access: .scoped(.file, [.unit("unit", track: "track")])                   // the params name the unit
/// access: .scoped(.review, [.entity(.submission, "id")])                    // the params name a thing of a unit
/// access: .scoped(.read, [.list])                                           // the answer is filtered
/// ```
package enum Access: Sendable, Hashable {
    /// Without authentication: the protocol's own methods only.
    case open
    /// Any authenticated principal but a `job` and a `service`: what is published anyway.
    case principal
    /// A principal that holds one of the roles over everything: no unit and no track narrows its grant.
    case roles(Set<Role>)
    /// A principal whose grants reach every scope that the params name. Of the sources those count whose member is there,
    /// and all of these must be reached; when none is there, only a grant over everything will do.
    case scoped(Permission, [ScopeSource])
}

/// How a call says what it touches.
package enum ScopeSource: Sendable, Hashable {
    /// A unit's key in this member of the params (`content.host` for one inside another), or a list of keys. With the
    /// name of the member that has the track, or the list of tracks, the grant has to hold on each of them; when that
    /// member is not there, on every track.
    case unit(String, track: String? = nil)
    /// The id of a thing in this member, or a list of ids; the service looks up whose it is.
    case entity(ScopedEntity, String)
    /// The method itself leaves out what the caller's grants do not reach (`context.scope(of:)`).
    case list
}

/// What a service can look up the unit and tracks of.
package enum ScopedEntity: String, Sendable, Hashable, CaseIterable {
    case grant, key, principal, contact
    case event, localWeek, nomination
    case obligation, submission, material, relief, extensionRequest, upload, blob, receipt, receiptSource
    case intent, delivery
}

/// What a principal is allowed to be. Scopes (unit, track) narrow it.
package enum Role: String, Codable, Sendable, Hashable, CaseIterable {
    /// Everything in the province.
    case provinceAdmin = "province_admin"
    /// A city and the units below it.
    case cityAdmin = "city_admin"
    /// A county and the units below it.
    case countyAdmin = "county_admin"
    /// Files for its own unit.
    case unitReporter = "unit_reporter"
    /// Accepts and returns what others filed.
    case reviewer
    /// Reads and changes nothing.
    case reader
    /// May call `notifications.runs.tick` and nothing else.
    case job
    /// One of the four services, calling another: only what a contract says that it calls (`calledBy`).
    case service
    /// Sees what is published, nothing else.
    case `public`
}

/// What a method lets its caller do with a unit's things.
package enum Permission: String, Sendable, Hashable, CaseIterable {
    /// To see what is a unit's own and not published.
    case read
    /// To see what is published, and of one's own scope also what is not yet.
    case readPublished
    /// To see persons and addresses.
    case readPersonal
    /// To write in a unit's name: drafts, reports, events, weeks, contacts.
    case file
    /// To decide about what units below handed in.
    case review
    /// To act as the unit over all below it: bulletins, seals.
    case lead
    /// To give units below more time, or to let them off.
    case relieve
    /// To say how many units below may put forward.
    case allot
    /// To say who may act for units: principals, grants, keys.
    case administer

    /// How far each role reaches from the unit of its grant; a role that is not there may not.
    package var reach: [Role: Reach] {
        switch self {
        case .read: Self.reading
        case .readPublished: Self.reading.merging([.public: .published]) { own, _ in own }
        case .readPersonal:
            [
                .provinceAdmin: .subtree, .cityAdmin: .subtree, .countyAdmin: .subtree, .unitReporter: .own,
                .service: .everything,
            ]
        case .file:
            [.provinceAdmin: .subtree, .cityAdmin: .subtree, .countyAdmin: .subtree, .unitReporter: .own]
        case .review: [.provinceAdmin: .below, .cityAdmin: .below, .countyAdmin: .below, .reviewer: .below]
        case .lead: [.provinceAdmin: .subtree, .cityAdmin: .subtree, .countyAdmin: .subtree]
        case .relieve: [.provinceAdmin: .below, .cityAdmin: .below]
        case .allot: [.provinceAdmin: .below, .cityAdmin: .below, .countyAdmin: .below]
        case .administer: [.provinceAdmin: .subtree, .cityAdmin: .below, .countyAdmin: .below]
        }
    }

    private static let reading: [Role: Reach] = [
        .provinceAdmin: .subtree, .cityAdmin: .subtree, .countyAdmin: .subtree, .reviewer: .subtree,
        .reader: .subtree, .unitReporter: .own, .service: .everything,
    ]
}

/// Which units a grant reaches, from the unit it names. A grant that names none reaches all.
package enum Reach: Sendable, Hashable {
    /// That unit.
    case own
    /// That unit and all below it in the tree of the track.
    case subtree
    /// All below it, itself not: nobody decides about their own.
    case below
    /// Wherever: the unit of the grant does not matter.
    case everything
    /// What was published, whoever's it is, and nothing else.
    case published
}

extension Access {
    /// The roles that can pass at all; nil when no role is asked for.
    package var roles: Set<Role>? {
        switch self {
        case .open, .principal: nil
        case .roles(let roles): roles
        case .scoped(let permission, _): Set(permission.reach.keys)
        }
    }
}
