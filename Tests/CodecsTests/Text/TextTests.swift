import Codecs
import Testing

@Suite("RFC 3986 §2.1 percent-encoding")
struct PercentEncodingTests {
    @Test(
        "encoded and back",
        arguments: [
            ("", ""), ("abc", "abc"), ("a b", "a%20b"), ("100%", "100%25"), ("é", "%C3%A9"),
            ("~a/b", "~a%2Fb"),
            ("\u{0}\u{7F}", "%00%7F"),
        ])
    func encoded(text: String, expected: String) throws {
        var buffer = ByteBuffer()
        PercentEncoding.encode(Array(text.utf8).span, keeping: .unreserved, into: &buffer)
        #expect(textOf(buffer) == expected)
        var decoded = ByteBuffer()
        try PercentEncoding.decode(buffer.span, into: &decoded)
        #expect(textOf(decoded) == text)
    }

    @Test("% is encoded even where a set keeps it")
    func percent() {
        var buffer = ByteBuffer()
        PercentEncoding.encode(Array("%2f,é".utf8).span, keeping: .visible, into: &buffer)
        #expect(textOf(buffer) == "%252f,%C3%A9")
    }

    @Test(
        "Q28 bad triplets are refused at their place",
        arguments: [
            ("%", 0), ("a%2", 1), ("%zz", 0), ("%2g", 0), ("%%20", 0), ("a%20b%", 5), ("% 20", 0),
            ("%+2", 0),
        ])
    func bad(text: String, offset: Int) {
        var buffer = ByteBuffer()
        do throws(PercentEncoding.Fault) {
            try PercentEncoding.decode(Array(text.utf8).span, into: &buffer)
            Issue.record("accepted")
        } catch {
            #expect(error.offset == offset)
        }
    }

    @Test("both cases of digits")
    func cases() throws {
        var buffer = ByteBuffer()
        try PercentEncoding.decode(Array("%2f%2F%aB".utf8).span, into: &buffer)
        #expect(bytesOf(buffer) == [0x2F, 0x2F, 0xAB])
    }
}

@Suite("Hexadecimal")
struct HexTests {
    @Test("both ways")
    func both() {
        let bytes = Array(UInt8.min...UInt8.max)
        let text = Hex.encode(bytes.span)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(Hex.decode(text) == bytes)
        #expect(Hex.decode(text.uppercased()) == bytes)
    }

    @Test("refused", arguments: ["0", "0g", "0x", " 0", "é"])
    func refused(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}

@Suite("Sets of ASCII characters")
struct ASCIISetTests {
    @Test("the named sets hold what their names say")
    func named() {
        let unreserved = Set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        for byte in UInt8.min...UInt8.max {
            #expect(ASCIISet.unreserved.contains(byte) == unreserved.contains(byte))
            #expect(ASCIISet.visible.contains(byte) == (0x21...0x7E).contains(byte))
        }
    }

    @Test("made from text and ranges, joined and taken apart")
    func made() {
        let set = ASCIISet("az").union(ASCIISet(0x30...0x39)).subtracting(ASCIISet("5"))
        let members = (UInt8.min...UInt8.max).filter(set.contains)
        #expect(String(decoding: members, as: UTF8.self) == "012346789az")
        #expect(ASCIISet(0...0x7F).contains(0x7F) && !ASCIISet(0...0x7F).contains(0x80))
    }
}

@Suite("Decimal integers")
struct DecimalTests {
    @Test(
        "digits and nothing else",
        arguments: [
            ("0", 0), ("007", 7), ("-1", -1), ("", nil), ("-", nil), ("+1", nil), ("1 ", nil),
            ("1-", nil), ("--1", nil),
            ("9223372036854775807", .max), ("9223372036854775808", nil),
            ("-9223372036854775808", .min), ("1/", nil),
        ] as [(String, Int64?)])
    func digits(text: String, expected: Int64?) {
        #expect(Int64(decimal: text) == expected)
    }
}

@Suite("Byte buffer")
struct ByteBufferTests {
    @Test("grows, consumes from the front and reuses the room")
    func growth() {
        var buffer = ByteBuffer()
        var expected: [UInt8] = []
        for step in 0..<2_000 {
            let bytes = (0..<step % 37).map { UInt8(truncatingIfNeeded: $0 &+ step) }
            buffer.append(bytes)
            expected += bytes
            if step % 3 == 0 {
                let count = min(buffer.count, step % 29)
                buffer.removeFirst(count)
                expected.removeFirst(count)
            }
        }
        #expect(bytesOf(buffer) == expected)
        buffer.truncate(to: 3)
        #expect(bytesOf(buffer) == Array(expected[..<3]))
        buffer.release()
        #expect(buffer.isEmpty && buffer.capacity == 0)
    }

    @Test("numbers at their ends")
    func numbers() {
        var buffer = ByteBuffer()
        for number in [0, 9, 10, -1, .max, .min] {
            buffer.append(decimal: number)
            buffer.append(" ")
        }
        for number in [0, 15, 16, .max] {
            buffer.append(hexadecimal: number)
            buffer.append(" ")
        }
        #expect(
            textOf(buffer)
                == "0 9 10 -1 \(Int.max) \(Int.min) 0 f 10 7fffffffffffffff ")
    }
}
