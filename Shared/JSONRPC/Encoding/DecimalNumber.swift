/// A decimal number taken apart, to be written in the one form that equal numbers share: 0.d₁d₂… × 10^point.
struct DecimalNumber {
    private(set) var isNegative = false
    /// The values of the digits, without zeros at either end; empty for zero.
    private(set) var digits: [UInt8] = []
    private(set) var point = 0

    /// Takes a well-formed JSON number apart; nil when its exponent has more than 15 digits.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        var exponent = 0
        var exponentDigits: Slice<UnsafeBufferPointer<UInt8>>?
        var isFraction = false
        digits.reserveCapacity(text.count)
        for index in text.indices {
            let byte = text[index]
            if byte | 0x20 == UInt8(ascii: "e") {
                exponentDigits = text[(index + 1)...]
                break
            }
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): isFraction = true
            default:
                if !isFraction, !(digits.isEmpty && byte == 0x30) { point += 1 }
                if isFraction, digits.isEmpty, byte == 0x30 { point -= 1 }
                if !(digits.isEmpty && byte == 0x30) { digits.append(byte - 0x30) }
            }
        }
        if let exponentDigits {
            let isDown = exponentDigits.first == UInt8(ascii: "-")
            let significant = exponentDigits.drop { !$0.isDigit || $0 == 0x30 }
            guard significant.count <= 15 else { return nil }
            for digit in significant { exponent = exponent * 10 + Int(digit - 0x30) }
            if isDown { exponent = -exponent }
        }
        while digits.last == 0 { digits.removeLast() }
        point += exponent
        if digits.isEmpty { isNegative = false }
    }

    /// ECMA-262, Number::toString, on all the digits there are: RFC 8785 without its detour over `Double`.
    func write(to output: inout [UInt8]) {
        guard !digits.isEmpty else { return output.append(0x30) }
        if isNegative { output.append(UInt8(ascii: "-")) }
        let ascii = digits.map { $0 + 0x30 }
        let dot = UInt8(ascii: ".")
        if digits.count <= point, point <= 21 {
            output += ascii
            output.append(contentsOf: repeatElement(0x30, count: point - digits.count))
        } else if point > 0, point <= 21 {
            output += ascii[..<point]
            output.append(dot)
            output += ascii[point...]
        } else if point > -6, point <= 0 {
            output += [0x30, dot]
            output.append(contentsOf: repeatElement(0x30, count: -point))
            output += ascii
        } else {
            output.append(ascii[0])
            if ascii.count > 1 {
                output.append(dot)
                output += ascii[1...]
            }
            output.append(UInt8(ascii: "e"))
            output.append(point > 0 ? UInt8(ascii: "+") : UInt8(ascii: "-"))
            output += String((point - 1).magnitude).utf8
        }
    }
}
