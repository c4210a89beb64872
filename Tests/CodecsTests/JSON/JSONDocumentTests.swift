import Codecs
import Testing

@Suite("RFC 8259 JSON, strictly")
struct JSONDocumentTests {
    static let faultRows: [(text: String, fault: JSONFault)] = [
        ("", .unexpectedEnd), ("  ", .unexpectedEnd), ("{", .unexpectedEnd), ("[1", .unexpectedEnd),
        ("\"a", .unexpectedEnd), ("\"\\", .unexpectedEnd), ("\"\\\"", .unexpectedEnd),
        ("tru", .unexpectedEnd), ("trux", .unexpectedByte(at: 3)), ("True", .unexpectedByte(at: 0)),
        ("{}x", .unexpectedByte(at: 2)), ("{} {}", .unexpectedByte(at: 3)),
        ("\u{FEFF}{}", .unexpectedByte(at: 0)), ("[1,]", .unexpectedByte(at: 3)),
        ("[,1]", .unexpectedByte(at: 1)), ("[1 2]", .unexpectedByte(at: 3)),
        ("[1}", .unexpectedByte(at: 2)), ("{\"a\":1]", .unexpectedByte(at: 6)),
        ("{\"a\" 1}", .unexpectedByte(at: 5)), ("{\"a\"", .unexpectedEnd),
        ("{\"a\":}", .unexpectedByte(at: 5)), ("{\"a\":1,}", .unexpectedByte(at: 7)),
        ("{1:1}", .unexpectedByte(at: 1)), ("{'a':1}", .unexpectedByte(at: 1)),
        ("]", .unexpectedByte(at: 0)), ("}", .unexpectedByte(at: 0)),
        ("01", .unexpectedByte(at: 1)),
        ("-", .invalidNumber(at: 0)), ("-a", .invalidNumber(at: 0)), ("1.", .invalidNumber(at: 0)),
        ("1.e1", .invalidNumber(at: 0)), ("1e", .invalidNumber(at: 0)),
        ("1e+", .invalidNumber(at: 0)),
        (".5", .unexpectedByte(at: 0)), ("+1", .unexpectedByte(at: 0)),
        ("0x1", .unexpectedByte(at: 1)),
        ("NaN", .unexpectedByte(at: 0)), ("\"\u{1}\"", .controlByte(at: 1)),
        ("\"tab\tin\"", .controlByte(at: 4)), ("\"\\x\"", .invalidEscape(at: 1)),
        ("\"ab\\u12\"", .invalidEscape(at: 3)), ("\"\\u12g4\"", .invalidEscape(at: 1)),
        ("\"\\ud800\"", .loneSurrogate(at: 1)), ("\"\\udc00\"", .loneSurrogate(at: 1)),
        ("\"\\ud800\\ud800\"", .loneSurrogate(at: 1)), ("\"\\ud800x\"", .loneSurrogate(at: 1)),
        ("\"\\ud800\\n\"", .loneSurrogate(at: 1)), ("\"\\ud800\\u\"", .invalidEscape(at: 7)),
    ]

    @Test("Q31 faults, each at its place", arguments: faultRows)
    func faults(text: String, fault: JSONFault) {
        #expect(throws: fault) { try document(text) }
    }

    @Test("Q31 a text cut anywhere is refused, never misread")
    func cuts() throws {
        let text = Array(#"{"a":[1.5e3,{"b":"\u00e9\ud83d\ude00é"}],"c":null,"d":true}"#.utf8)
        _ = try JSONDocument(parsing: text, depthLimit: 3)
        for end in 0..<text.count {
            #expect(throws: JSONFault.self, "cut at \(end)") {
                try JSONDocument(parsing: Array(text[..<end]), depthLimit: 3)
            }
        }
    }

    @Test(
        "Q31 invalid UTF-8 is refused at its place",
        arguments: [
            ([0xFF], 1), ([0x61, 0xC0, 0x80], 2), ([0xED, 0xA0, 0x80], 1),
            ([0xF4, 0x90, 0x80, 0x80], 1),
            ([0xC3], 1), ([0xE2, 0x82], 1), ([0x80], 1), ([0x5C, 0x6E, 0xFE], 3),
        ] as [([UInt8], Int)])
    func invalidUTF8(bytes: [UInt8], place: Int) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONFault.invalidUTF8(at: place)) {
            try JSONDocument(parsing: [quote] + bytes + [quote], depthLimit: 1)
        }
    }

    @Test("T49 depth: at the limit accepted, one deeper refused", arguments: [1, 2, 16, 64])
    func depth(limit: Int) throws {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            func nested(_ depth: Int) -> String {
                String(repeating: open, count: depth - 1) + (open == "[" ? "[]" : "{}")
                    + String(repeating: close, count: depth - 1)
            }
            _ = try document(nested(limit - 1 == 0 ? 1 : limit - 1), depthLimit: limit)
            _ = try document(nested(limit), depthLimit: limit)
            #expect(throws: JSONFault.tooDeep(at: limit * open.utf8.count)) {
                try document(nested(limit + 1), depthLimit: limit)
            }
        }
        #expect(try document("1", depthLimit: 0).root.integer == 1)
    }

    @Test("T49 a name twice is refused, however it is written")
    func duplicates() throws {
        #expect(throws: JSONFault.duplicateName(at: 8)) { try document(#"{"a":1,"a":2}"#) }
        #expect(throws: JSONFault.duplicateName(at: 8)) { try document(#"{"a":1,"\u0061":2}"#) }
        #expect(throws: JSONFault.duplicateName(at: 14)) { try document(#"{"\u00e9":{},"é":2}"#) }
        #expect(throws: JSONFault.duplicateName(at: 7)) { try document(#"{"":1,"":2}"#) }
        #expect(throws: JSONFault.self) { try document(#"{"x":{"a":{"b":1},"a":2}}"#) }
        #expect(throws: Never.self) { try document(#"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}"#) }
        #expect(throws: Never.self) { try document(#"{"a":1,"A":2,"aa":3,"":4}"#) }
    }

    @Test(
        "T49 duplicates among many names are found at every place", arguments: [2, 15, 16, 17, 40])
    func manyNames(count: Int) throws {
        let names = (0..<count).map { "name\($0 * 7)" }
        func object(_ names: [String]) -> String {
            "{" + names.map { "\"\($0)\":[{\"name0\":1}]" }.joined(separator: ",") + "}"
        }
        #expect(try document(object(names)).root.members?.count == count)
        for place in names.indices {
            var twice = names
            twice.insert(names[place], at: (place * 5) % count)
            #expect(throws: JSONFault.self) { try document(object(twice)) }
        }
    }

    @Test("X24 many names cost n log n: 200,000 of them in a document that a stranger sent")
    func hostileNames() throws {
        let members = (0..<200_000).map { "\"\($0)\":0" }.joined(separator: ",")
        #expect(try document("{\(members)}").root.members?.count == 200_000)
    }

    @Test(
        "strings are unescaped where they lie",
        arguments: [
            (#""""#, ""), (#""plain text of some length""#, "plain text of some length"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0000\u0041""#, "\0A"),
            (#""\ud83d\ude00!""#, "😀!"), (#""\uD7FF\uE000\uFFFF""#, "\u{D7FF}\u{E000}\u{FFFF}"),
            (#""é\u00e9é\n日本""#, "ééé\n日本"), (#""1234567\"""#, "1234567\""),
            (#""12345678\\""#, "12345678\\"), (#""\udbff\udfff""#, "\u{10FFFF}"),
        ])
    func strings(text: String, expected: String) throws {
        let value = try document(text).root
        #expect(value.string == expected)
        #expect(value.equals(Array(expected.utf8)))
        #expect(!value.equals(Array((expected + "x").utf8)))
    }

    @Test("every byte of ASCII, at every place of a word")
    func everyByte() throws {
        for byte in UInt8.min...0x7F {
            for place in 0..<17 {
                var text = Array("\"aaaaaaaaaaaaaaaaa\"".utf8)
                text[place + 1] = byte
                let isPlain = byte >= 0x20 && byte != 0x22 && byte != 0x5C
                do throws(JSONFault) {
                    let value = try JSONDocument(parsing: text, depthLimit: 1).root
                    #expect(isPlain, "byte \(byte) at \(place)")
                    #expect(value.equals(Array(text[1...17])))
                } catch {
                    #expect(!isPlain, "byte \(byte) at \(place)")
                }
            }
        }
    }

    @Test("values are found by name, in order, whatever stands between")
    func navigation() throws {
        let document = try document(
            #" { "sub" : "alice" , "aud":["a",["b"],"c"], "n":-12, "o":{"x":{"y":null}}, "t":true,"f":false}"#
        )
        #expect(document["sub"]?.equals("alice") == true)
        #expect(document["aud"]?.elements?.map(\.string) == ["a", nil, "c"])
        #expect(document["n"]?.integer == -12)
        #expect(document["o"]?["x"]?["y"]?.isNull == true)
        #expect(document["t"]?.bool == true)
        #expect(document["f"]?.bool == false)
        #expect(document["none"] == nil)
        #expect(document["x"] == nil)
        #expect(
            document.root.members?.map { $0.name.string } == ["sub", "aud", "n", "o", "t", "f"])
        #expect(document["sub"]?["a"] == nil)
        #expect(document["sub"]?.elements == nil)
        #expect(document["aud"]?.members == nil)
        #expect(document["n"]?.string == nil)
        #expect(document["sub"]?.integer == nil)
        #expect(document["n"]?.bool == nil)
        #expect(document["n"]?.equals("-12") == false)
    }
}

@Suite("RFC 7519 §2 numbers and NumericDate")
struct JSONNumberTests {
    @Test(
        "T46 integers are exact or none",
        arguments: [
            ("0", 0), ("-0", 0), ("9223372036854775807", .max), ("9223372036854775808", nil),
            ("-9223372036854775808", .min), ("-9223372036854775809", nil), ("1.0", nil),
            ("1e3", nil),
            ("1e400", nil), ("100000000000000000000000000000", nil),
        ] as [(String, Int64?)])
    func integers(text: String, expected: Int64?) throws {
        #expect(try document(text).root.integer == expected)
    }

    @Test(
        "T46 dates are decimal, rounded down, in range",
        arguments: [
            ("0", 0), ("1700000000", 1_700_000_000), ("1700000000.999999", 1_700_000_000),
            ("1.7e9", 1_700_000_000), ("17e8", 1_700_000_000), ("1.7E+9", 1_700_000_000),
            ("170000000012e-2", 1_700_000_000), ("-1", -1), ("-0.5", -1), ("-0.0", 0), ("0.9", 0),
            ("1e-9", 0), ("-1e-9", -1), ("1e-400", 0), ("253402300799", 253_402_300_799),
            ("253402300799.9", 253_402_300_799), ("253402300800", nil),
            ("-62135596800", -62_135_596_800),
            ("-62135596801", nil), ("-62135596800.1", nil), ("1e11", 100_000_000_000),
            ("1e12", nil),
            ("1e300", nil), ("1e400", nil), ("1e99999999999999999999", nil), ("0e5", 0),
            ("9223372036854775808", nil), ("123456789012345678901234567890", nil),
            ("0.00000000000000000000000000000017e40", 1_700_000_000),
        ] as [(String, Int64?)])
    func dates(text: String, expected: Int64?) throws {
        #expect(try document(text).root.wallTime?.secondsSince1970 == expected)
    }

    @Test("T46 a date in a string is no date")
    func strings() throws {
        #expect(try document("\"1700000000\"").root.wallTime == nil)
        #expect(try document("null").root.wallTime == nil)
    }
}

private func document(_ text: String, depthLimit: Int = 64) throws(JSONFault) -> JSONDocument {
    try JSONDocument(parsing: Array(text.utf8), depthLimit: depthLimit)
}
