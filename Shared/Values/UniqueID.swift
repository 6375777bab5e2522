/// A UUID (RFC 9562) as two 64-bit words in network order. New ones are version 7: they sort by the time they were made.
package struct UniqueID: Hashable, Comparable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Version 7: 48 bits of milliseconds, 74 random bits from the system's generator.
    package static func make(at instant: Instant) -> UniqueID {
        var generator = SystemRandomNumberGenerator()
        return make(at: instant, using: &generator)
    }

    /// As `make(at:)`, for tests that need the same ids again.
    package static func make(at instant: Instant, using generator: inout some RandomNumberGenerator) -> UniqueID {
        let milliseconds = UInt64(Swift.max(0, instant.microseconds / 1000)) & 0xFFFF_FFFF_FFFF
        let high = milliseconds << 16 | 0x7000 | generator.next() & 0x0FFF
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return UniqueID(high: high, low: low)
    }

    package static func < (a: UniqueID, b: UniqueID) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

extension UniqueID: StringCodable {
    package static let expectation = "a UUID such as 019a0c5e-7d2a-7c11-8f00-9a1b2c3d4e5f"

    /// The 36-character form, either case; nil for anything else.
    package init?(_ text: String) {
        var text = text
        guard let parsed = text.withUTF8({ UniqueID.parse($0) }) else { return nil }
        self = parsed
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> UniqueID? {
        guard bytes.count == 36 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (index, byte) in bytes.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let nibble: UInt8
            switch byte {
            case 0x30...0x39: nibble = byte - 0x30
            case 0x41...0x46: nibble = byte - 0x37
            case 0x61...0x66: nibble = byte - 0x57
            default: return nil
            }
            if digits < 16 { words.0 = words.0 << 4 | UInt64(nibble) } else { words.1 = words.1 << 4 | UInt64(nibble) }
            digits += 1
        }
        return UniqueID(high: words.0, low: words.1)
    }

    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var index = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    buffer[index] = UInt8(ascii: "-")
                    index += 1
                }
                let word = nibble < 16 ? high : low
                buffer[index] = digits[Int(word >> (60 - 4 * UInt64(nibble % 16)) & 0xF)]
                index += 1
            }
            return 36
        }
    }
}

/// The id of one kind of entity: ids of different entities do not mix (`ID<Unit>` is not an `ID<Event>`).
package struct ID<Entity>: Hashable, Comparable, Sendable {
    package let value: UniqueID

    package init(_ value: UniqueID) { self.value = value }

    package static func make(at instant: Instant) -> ID { ID(UniqueID.make(at: instant)) }

    package static func < (a: ID, b: ID) -> Bool { a.value < b.value }
}

extension ID: StringCodable {
    package static var expectation: String { UniqueID.expectation }

    package init?(_ text: String) {
        guard let value = UniqueID(text) else { return nil }
        self.init(value)
    }

    package var description: String { value.description }
}
