/// A form as data: what stands in it and which rules a filled one must meet. Campaign files carry forms in this shape
/// and `reporting.forms.publish` takes them; a new form of next year is a new version and no code.
package struct FormDefinition: Codable, Sendable, Hashable {
    /// `annex3`, `annex4`, `summary`, `plan`, `material`, `case`.
    package let key: FormKey
    /// As printed: `职业教育活动周活动情况统计表`.
    package let title: String
    /// Which annex of the notice it is, as printed: `附件3`.
    package let annex: String?
    /// Whether the text is the issuer's or rebuilt from the public record of earlier years.
    package let origin: FormOrigin
    /// In printing order; keys are unique within the form.
    package let fields: [FormField]
    /// What must hold between fields. A field's own bounds stand with the field.
    package let rules: [FormRule]?
    /// Files that go with it; absent: none.
    package let parts: [FormPart]?

    package init(
        key: FormKey, title: String, annex: String? = nil, origin: FormOrigin, fields: [FormField],
        rules: [FormRule]? = nil, parts: [FormPart]? = nil
    ) {
        self.key = key
        self.title = title
        self.annex = annex
        self.origin = origin
        self.fields = fields
        self.rules = rules
        self.parts = parts
    }
}

/// Files a form asks for beside its fields: a sealed scan, pictures.
package struct FormPart: Codable, Sendable, Hashable {
    /// Unique in the form: `sealedScan`.
    package let key: String
    /// As people read it: `盖章扫描件`.
    package let label: String
    /// It cannot be filed without; absent: it can.
    package let required: Bool?
    /// What its files may be, by their content; absent: anything that can be stored.
    package let types: [AttachmentType]?
    /// Files at most; absent: 50.
    package let most: Int?

    package init(
        key: String, label: String, required: Bool? = nil, types: [AttachmentType]? = nil, most: Int? = nil
    ) {
        self.key = key
        self.label = label
        self.required = required
        self.types = types
        self.most = most
    }
}

/// Where a form's text is from.
package enum FormOrigin: String, Codable, Sendable, Hashable, CaseIterable {
    /// The issuer's own text.
    case official
    /// Rebuilt from the public record of earlier years; the issuer's text replaces it as a new version.
    case reconstruction
}

/// One field of a form, or one column of a field of type `rows`.
package struct FormField: Codable, Sendable, Hashable {
    /// The member's name in a payload: lowerCamelCase.
    package let key: String
    /// As printed: `活动总场次`.
    package let label: String
    /// What it takes.
    package let type: FieldType
    /// What a number counts: `sessions` (场次), `heads` (人数), `person-times` (人次), `items`, `copies`, `schools`,
    /// `enterprises`. Different units are never added.
    package let unit: String?
    /// How figures of several units become one; absent for what is not added.
    package let measure: Measure?
    /// Absent: not required.
    package let required: Bool?
    /// Bounds of a number, both inclusive. A number without `min` is still refused below 0 when it has a `unit`.
    package let min: Double?
    /// The greatest value allowed.
    package let max: Double?
    /// Characters of a text at most, or rows of `rows` at most.
    package let maxLength: Int?
    /// The values allowed, for `choice` and `choices`.
    package let choices: [String]?
    /// The campaign's vocabulary whose terms are allowed instead of `choices`.
    package let vocabulary: String?
    /// What events can fill in before: `coverage`, `sessions.byThemeDay.<term>` …; shown beside the figure.
    package let prefill: String?
    /// The heading above a group of fields: `各主题活动日场次`.
    package let group: String?
    /// The columns, for `rows`.
    package let columns: [FormField]?

    package init(
        key: String, label: String, type: FieldType, unit: String? = nil, measure: Measure? = nil,
        required: Bool? = nil, min: Double? = nil, max: Double? = nil, maxLength: Int? = nil, choices: [String]? = nil,
        vocabulary: String? = nil, prefill: String? = nil, group: String? = nil, columns: [FormField]? = nil
    ) {
        self.key = key
        self.label = label
        self.type = type
        self.unit = unit
        self.measure = measure
        self.required = required
        self.min = min
        self.max = max
        self.maxLength = maxLength
        self.choices = choices
        self.vocabulary = vocabulary
        self.prefill = prefill
        self.group = group
        self.columns = columns
    }
}

/// What a member of a payload may be.
package enum FieldType: String, Codable, Sendable, Hashable, CaseIterable {
    /// One line or many; `maxLength` bounds it.
    case text
    /// A text that is personal data (a name, a telephone): never in change rows, exports for outsiders or logs.
    case personal
    /// A whole number.
    case integer
    /// A number with or without fraction.
    case number
    /// Yes or no.
    case boolean
    /// `YYYY-MM-DD`.
    case date
    /// RFC 3339 with offset.
    case instant
    /// One of `choices`.
    case choice
    /// A list of distinct members of `choices`.
    case choices
    /// A unit's key.
    case unit
    /// A list of distinct keys of units.
    case units
    /// A region's code.
    case region
    /// A list of distinct codes of regions.
    case regions
    /// `https://…` or `http://…`.
    case url
    /// `{numerator, denominator}`, both whole numbers ≥ 0, numerator ≤ denominator. Never added.
    case ratio
    /// A list of objects with `columns`.
    case rows
}

/// How figures of several units become the figure of the unit above.
package enum Measure: String, Codable, Sendable, Hashable, CaseIterable {
    /// The figures are added.
    case sum
    /// The largest figure stands.
    case max
    /// Counts a set of things that several units may have in common: never added, computed from the set.
    case distinct
    /// Numerator and denominator are kept; never added.
    case ratio
}

/// One thing that must hold between fields of a filled form.
package struct FormRule: Codable, Sendable, Hashable {
    /// Stable, unique in the form: `themeDaysWithinTotal`. Findings name it.
    package let key: String
    /// Whether it keeps a payload from being filed.
    package let severity: Severity
    /// What is compared.
    package let check: FormCheck
    /// Keys of the fields on the left side. In `rows` a column is named `activities[].sessions`, and a check that names
    /// columns holds in each row.
    package let fields: [String]
    /// Key of the field on the right side, for every check but `anyOf` and `countAtLeast`.
    package let other: String?
    /// The form in which `other` is a field: what the unit filed last on it for the same track, if that counts. Checked
    /// whenever the form with the rule is validated or filed. Absent: this form.
    package let otherForm: FormKey?
    /// A factor or bound, for `sumAtMost` and `eachAtMost` (other × value) and `countAtLeast`.
    package let value: Double?
    /// What officials read, Chinese: `各主题活动日场次不得超过活动总场次`.
    package let message: String

    package init(
        key: String, severity: Severity, check: FormCheck, fields: [String], other: String? = nil,
        otherForm: FormKey? = nil, value: Double? = nil, message: String
    ) {
        self.key = key
        self.severity = severity
        self.check = check
        self.fields = fields
        self.other = other
        self.otherForm = otherForm
        self.value = value
        self.message = message
    }
}

/// What a rule compares. Absent numbers are left out of sums; a comparison with an absent right side holds.
package enum FormCheck: String, Codable, Sendable, Hashable, CaseIterable {
    /// fields₁ + fields₂ + … ≤ other × value (value 1 when absent)
    case sumAtMost
    /// fieldsᵢ ≤ other × value, for each i
    case eachAtMost
    /// fields₁ + fields₂ + … = other
    case sumEquals
    /// fieldsᵢ = other, for each i that is given: numbers, dates, texts, lists
    case equals
    /// fieldsᵢ ≥ other, for dates and instants
    case notBefore
    /// fieldsᵢ present where other is present and not 0, false or empty
    case requiredWith
    /// At least one of the fields present
    case anyOf
    /// `rows` has at least `value` rows
    case countAtLeast
}

/// Whether a finding stops a submission or is only pointed out.
package enum Severity: String, Codable, Sendable, Hashable, CaseIterable {
    /// Stops the filing.
    case error
    /// Shown, and filed along.
    case warning
}
