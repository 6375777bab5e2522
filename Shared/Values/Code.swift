/// A short text from a vocabulary that is data (a track, a unit's key, a form): a type of its own, so that codes of
/// different vocabularies do not mix. Which texts exist is the campaign's or the registry's business, not the type's.
///
/// ```swift
/// package enum TrackVocabulary {}
/// package typealias TrackCode = Code<TrackVocabulary>
/// ```
package struct Code<Vocabulary>: Hashable, Comparable, Sendable, RawRepresentable, ExpressibleByStringLiteral {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { self.rawValue = value }

    package static func < (a: Code, b: Code) -> Bool { a.rawValue < b.rawValue }
}

extension Code: CustomStringConvertible {
    package var description: String { rawValue }
}

extension Code: Codable {
    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension Code: CodingKeyRepresentable {
    package var codingKey: any CodingKey { AnyKey(stringValue: rawValue) }
    package init?(codingKey: some CodingKey) { self.init(codingKey.stringValue) }
}

/// A coding key of any text.
package struct AnyKey: CodingKey, Hashable {
    package let stringValue: String
    package var intValue: Int? { nil }
    package init(stringValue: String) { self.stringValue = stringValue }
    package init?(intValue: Int) { nil }
}
