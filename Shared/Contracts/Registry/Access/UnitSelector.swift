/// Which units are meant. All that is given must fit; at least one thing is given.
package struct UnitSelector: Codable, Sendable, Hashable {
    /// These units.
    package let units: [UnitKey]?
    /// Units of one of these kinds.
    package let kinds: [UnitKind]?
    /// Units that report to this one, on any track.
    package let reportsTo: UnitKey?

    package init(units: [UnitKey]? = nil, kinds: [UnitKind]? = nil, reportsTo: UnitKey? = nil) {
        self.units = units
        self.kinds = kinds
        self.reportsTo = reportsTo
    }
}

/// A key made for a unit.
package struct UnitKeyIssue: Codable, Sendable, Hashable {
    /// For which.
    package let unit: UnitKey
    /// The key.
    package let issued: IssuedKey

    package init(unit: UnitKey, issued: IssuedKey) {
        self.unit = unit
        self.issued = issued
    }
}
