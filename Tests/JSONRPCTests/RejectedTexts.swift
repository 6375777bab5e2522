/// Texts that RFC 8259 does not accept, as bytes.
let rejectedTexts: [[UInt8]] =
    [
        // §2 nothing, or more than one value.
        "", " ", "\n", "1 2", "null null", "[] []", "{}{}", "[1]x", "\"a\"\"b\"", "{} ,", "[]]", "{}}", "1]",
        "true false",
        // White space that is not JSON's.
        "[\u{0B}]", "[\u{0C}]", "[\u{A0}]", "\u{2003}1", "\u{85}1", "[1]\u{0C}",
        // §3 literals: whole and in small letters.
        "nul", "tru", "fals", "nulls", "truee", "True", "NULL", "undefined", "NaN", "Infinity", "-Infinity", "nan", "n",
        "t",
        "[nul]", "[tru,1]", "{\"a\":nulL}",
        // §4 objects.
        "{", "}", "{,}", "{\"a\"}", "{\"a\":}", "{:1}", "{\"a\" 1}", "{\"a\":1,}", "{,\"a\":1}", "{\"a\":1,,\"b\":2}",
        "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "{1:1}", "{null:1}", "{\"a\"::1}", "{\"a\":1", "{\"a\"", "{\"a",
        "{\"a\":1]",
        "{[]:1}", "{\"a\":1;\"b\":2}", "{\"a\",\"b\"}", "{\"a\":1:2}", "{\"a\":1,2}", "{\"a\":1/**/}", "{}//",
        // §5 arrays.
        "[", "]", "[,]", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1", "[1,", "[[1]", "[1}", "[\"a\":1]", "[1;2]", "[1]]",
        "(1)",
        "[\"\"", "[}", "[{]}",
        // §6 numbers.
        "+1", "--1", "-", "-a", "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1e-", "1E", "e1", "1ee1",
        "1e1.5",
        "1.2.3", "0x1", "1_000", "1,000", "1a", "[1a]", "[-]", "[1.]", "[1e]", "[0123]", "-0x1", "1 .5", "- 1", "1e 5",
        "１",
        "[1+1]", "0e", "0.e1", "1e--1", "1e+-1", "0.1.", "[.1]", "1f", "0b1",
        // §7 strings.
        "\"", "\"a", "a\"", "'a'", "\"\\\"", "\"\\a\"", "\"\\x41\"", "\"\\'\"", "\"\\0\"", "\"\\U0041\"", "\"\\u\"",
        "\"\\u004\"", "\"\\u00g1\"", "\"\\u 041\"", "\"\\u-041\"", "\"\\\n\"", "\"\n\"", "\"\t\"", "\"\r\"", "\"\0\"",
        "\"\u{1F}\"", "\"abcdefgh\u{1}\"", "\"\\u00", "\"\\", "\"\\u0041", "{\"\n\":1}", "{\"\\x\":1}", "\"\\é\"",
        "“a”", "`a`",
    ].map { Array($0.utf8) } + rejectedBytes

/// Bytes that are not UTF-8 (RFC 3629), or a mark that says they may not be (§8.1).
private let rejectedBytes: [[UInt8]] = [
    [0xEF, 0xBB, 0xBF, 0x31], [0xEF, 0xBB, 0xBF], [0xFE, 0xFF, 0x00, 0x31], [0xFF, 0xFE, 0x31, 0x00], [0x00, 0x31],
    [0x31, 0x00], [0x5B, 0x00, 0x5D, 0x00], [0x5B, 0x31, 0x5D, 0x00],
    quoted(0x80), quoted(0xBF), quoted(0xC0, 0x80), quoted(0xC1, 0xBF), quoted(0xC2), quoted(0xC2, 0x41),
    quoted(0xC2, 0xC2), quoted(0xE0, 0x80, 0x80), quoted(0xE0, 0x9F, 0xBF), quoted(0xE1, 0x80),
    quoted(0xE1, 0x41, 0x80),
    quoted(0xE6, 0xB4), quoted(0xED, 0xA0, 0x80), quoted(0xED, 0xBF, 0xBF), quoted(0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80),
    quoted(0xF0, 0x80, 0x80, 0x80), quoted(0xF0, 0x8F, 0xBF, 0xBF), quoted(0xF0, 0x9F, 0x98),
    quoted(0xF4, 0x90, 0x80, 0x80),
    quoted(0xF5, 0x80, 0x80, 0x80), quoted(0xF8, 0x88, 0x80, 0x80, 0x80), quoted(0xFC, 0x84, 0x80, 0x80, 0x80, 0x80),
    quoted(0xFE), quoted(0xFF), quoted(0x41, 0xFF, 0x41), quoted(0xE9), [0xE9], [0x22, 0xE6], [0x22, 0xE6, 0xB4],
    [0x5B, 0xFF, 0x5D], [0x22, 0x5C, 0xE6, 0xB4, 0xBB, 0x22], quoted(0x7F, 0x80),
]

private func quoted(_ bytes: UInt8...) -> [UInt8] {
    [0x22] + bytes + [0x22]
}
