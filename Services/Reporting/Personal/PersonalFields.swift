import Shared

/// The values of a payload's personal fields (names, telephones), one by one: each is taken out and put back in its place,
/// so that everything that reads figures reads them as before. Pure.
///
/// A sealed value stands where the value stood, as `{"$personal": "…"}`. Whoever types such an object gains nothing:
/// it opens only where it was sealed, under a key that only the service has.
enum PersonalFields {
    private static let marker = "$personal"

    /// Whether anything there is personal by the form.
    static func isHeld(by payload: JSONValue, _ fields: [FormField]) -> Bool {
        var isHeld = false
        _ = sealing(payload, fields) { _, _ in
            isHeld = true
            return ""
        }
        return isHeld
    }

    /// The payload with each personal value replaced by what `seal` makes of it.
    ///
    /// - Parameter seal: is given the value and its path, such as `pictures[0].photographer`.
    static func sealing(
        _ payload: JSONValue, _ fields: [FormField], at prefix: String = "",
        _ seal: (JSONValue, String) throws -> String
    ) rethrows -> JSONValue {
        guard case .object(var members) = payload else { return payload }
        for field in fields {
            guard let value = members[field.key], !value.isNull else { continue }
            let path = prefix + field.key
            switch (field.type, value) {
            case (.personal, _):
                members[field.key] = .object([marker: .string(try seal(value, path))])
            case (.rows, .array(let rows)):
                members[field.key] = .array(
                    try rows.enumerated().map { index, row in
                        try sealing(row, field.columns ?? [], at: "\(path)[\(index)].", seal)
                    })
            default: continue
            }
        }
        return .object(members)
    }

    /// The payload with each sealed value replaced by what `open` makes of it; as it stands where that is nil.
    static func opening(
        _ payload: JSONValue, at path: String = "", _ open: (String, String) throws -> JSONValue?
    ) rethrows -> JSONValue {
        switch payload {
        case .object(let members):
            if members.count == 1, let sealed = members[marker]?.string {
                return try open(sealed, path) ?? payload
            }
            let prefix = path.isEmpty ? "" : "\(path)."
            return .object(
                try Dictionary(
                    uniqueKeysWithValues: members.map { ($0, try opening($1, at: prefix + $0, open)) }))
        case .array(let values):
            return .array(
                try values.enumerated().map { index, value in try opening(value, at: "\(path)[\(index)]", open) })
        default: return payload
        }
    }
}
