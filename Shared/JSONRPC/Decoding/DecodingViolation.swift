/// What is wrong with a value that was to become a Swift type: where, against which rule, and what it must be.
package struct DecodingViolation: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Rule: String, Sendable {
        /// A member that must be there is not.
        case required
        /// A member, or an element of by-position params, that nobody asked for.
        case unknownMember = "unknown_member"
        /// A name that stands twice in one object.
        case duplicateMember = "duplicate_member"
        /// Another kind of JSON than the type is made from.
        case wrongType = "wrong_type"
        /// A number that the type cannot hold.
        case outOfRange = "out_of_range"
        /// A string with half a surrogate pair, which is no text.
        case invalidText = "invalid_text"
        /// Not one of the values of an enumeration.
        case unknownValue = "unknown_value"
        /// The right kind of JSON, refused by the type itself.
        case invalidValue = "invalid_value"
    }

    /// `params.items[3].name`; a name that is not plain stands quoted: `params["a.b"]`.
    package let path: String
    package let rule: Rule
    /// In English, for the developer of the caller.
    package let detail: String

    package var description: String {
        "\(path): \(detail) (\(rule.rawValue))"
    }
}
