import Codecs
import Testing

@Suite("JSON writing")
struct JSONWriterTests {
    @Test("commas and colons by itself")
    func structure() {
        var json = JSONWriter()
        json.beginObject()
        json.name("a")
        json.integer(-1)
        json.name("b")
        json.beginArray()
        json.beginArray()
        json.endArray()
        json.beginObject()
        json.endObject()
        json.string("{")
        json.string("[")
        json.null()
        json.endArray()
        json.name("c")
        json.bool(true)
        json.name("d:")
        json.string(String("é"))
        json.endObject()
        #expect(
            textOf(json) == #"{"a":-1,"b":[[],{},"{","[",null],"c":true,"d:":"é"}"#)
    }

    @Test(
        "T91 a line stays a line: control characters are escaped, invalid UTF-8 replaced",
        arguments: [
            ("plain text, long enough for words", #""plain text, long enough for words""#),
            ("a\"b\\c/", #""a\"b\\c/""#), ("\n\r\t\u{0}\u{1F}", #""\n\r\t\u0000\u001f""#),
            ("\u{7F}\u{80}\u{9F}\u{A0}", "\"\\u007f\\u0080\\u009f\u{A0}\""), ("日本\n", "\"日本\\n\""),
        ])
    func escapes(text: String, expected: String) {
        #expect(written(Array(text.utf8)) == expected)
    }

    @Test(
        "T91 invalid UTF-8",
        arguments: [
            ([0xFF], "\"\u{FFFD}\""), ([0x61, 0xC3], "\"a\u{FFFD}\""),
            ([0xC3, 0x0A, 0x62], "\"\u{FFFD}\\nb\""), ([0xC2], "\"\u{FFFD}\""),
            ([0xE2, 0x82, 0x22], "\"\u{FFFD}\\\"\""),
        ] as [([UInt8], String)])
    func invalid(bytes: [UInt8], expected: String) {
        #expect(written(bytes) == expected)
    }

    @Test("what is written reads back, for every byte")
    func roundTrip() throws {
        for byte in UInt8.min...UInt8.max {
            let text = Array("ab".utf8) + [byte] + Array("cdefghijkl".utf8)
            let document = try JSONDocument(parsing: Array(written(text).utf8), depthLimit: 0)
            #expect(document.root.string == String(decoding: text, as: UTF8.self))
        }
    }

    @Test("a document is written as it was read")
    func values() throws {
        let text = #"{"a":[1.50,null,{"b":"\u0001é"},[]],"c":{},"d":false}"#
        var json = JSONWriter()
        json.value(try JSONDocument(parsing: Array(text.utf8), depthLimit: 4).root)
        #expect(textOf(json) == text)
        json.removeAll()
        #expect(textOf(json) == "")
    }

    private func written(_ text: [UInt8]) -> String {
        var json = JSONWriter()
        json.string(text.span)
        return textOf(json)
    }
}
