import Values

/// What a selector sees of a unit.
package struct SelectableUnit: Sendable, Hashable {
    /// What `Selector.kinds` asks for.
    package let kind: UnitKind
    /// What `Selector.flags` and `withoutFlags` ask for; empty when it has none.
    package let flags: Set<UnitFlag>
    /// The unit it reports to on the selector's track; nil where it reports to nobody.
    package let parent: Parent?

    /// The unit at the other end of a line, as far as a selector asks.
    package struct Parent: Sendable, Hashable {
        /// What `ParentSelector.keys` asks for.
        package let key: UnitKey
        /// What `ParentSelector.kinds` asks for.
        package let kind: UnitKind

        package init(key: UnitKey, kind: UnitKind) {
            self.key = key
            self.kind = kind
        }
    }

    package init(kind: UnitKind, flags: Set<UnitFlag>, parent: Parent?) {
        self.kind = kind
        self.flags = flags
        self.parent = parent
    }
}

extension CampaignDocument.Selector {
    /// Whether the unit is meant, by what it is and where it reports: the one function that says so, for addressees,
    /// obligations and gaps alike. `when` is not looked at: ask `CampaignDocument.holds` first.
    package func selects(_ unit: SelectableUnit) -> Bool {
        guard describes(kind: unit.kind, flags: unit.flags) else { return false }
        guard let reportsTo else { return true }
        guard let parent = unit.parent else { return false }
        return (reportsTo.kinds?.contains(parent.kind) ?? true) && (reportsTo.keys?.contains(parent.key) ?? true)
    }

    /// As `selects`, without asking where the unit reports: who would be meant if its line were known. An empty
    /// selector selects none.
    package func describes(kind: UnitKind, flags: Set<UnitFlag>) -> Bool {
        guard kinds != nil || self.flags != nil || withoutFlags != nil || reportsTo != nil else { return false }
        return (kinds?.contains(kind) ?? true) && (self.flags?.allSatisfy(flags.contains) ?? true)
            && !(withoutFlags?.contains(where: flags.contains) ?? false)
    }
}
