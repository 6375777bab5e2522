/// JSON as people read it: the members in the order they came, one a line. Takes well-formed JSON only.
enum IndentedJSON {
    static func text(_ json: some Sequence<UInt8>) -> String {
        var out: [UInt8] = []
        var depth = 0
        var isInString = false
        var isEscaped = false
        var isFresh = false
        func newline() { out += Array("\n".utf8) + Array(repeating: UInt8(ascii: " "), count: depth * 2) }
        for byte in json {
            if isInString {
                out.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else {
                    isInString = byte != UInt8(ascii: "\"")
                }
                continue
            }
            switch byte {
            case UInt8(ascii: " "), 0x09, 0x0A, 0x0D: continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if !isFresh { newline() }
                isFresh = false
                out.append(byte)
                continue
            default: break
            }
            if isFresh { newline() }
            isFresh = false
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                out.append(byte)
                depth += 1
                // Nothing inside keeps its brackets together.
                isFresh = true
            case UInt8(ascii: ","):
                out.append(byte)
                newline()
            case UInt8(ascii: ":"): out += [byte, UInt8(ascii: " ")]
            default:
                out.append(byte)
                isInString = byte == UInt8(ascii: "\"")
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
