import Codecs
import Testing

@Suite("RFC 7515 §2 base64url, canonical only")
struct Base64URLTests {
    static let rows: [(bytes: String, text: String)] = [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ]

    @Test("RFC 4648 §10 vectors both ways", arguments: rows)
    func vectors(bytes: String, text: String) throws {
        #expect(Base64URL.encode(Array(bytes.utf8)) == text)
        #expect(try Base64URL.decode(text) == Array(bytes.utf8))
    }

    @Test("what encode writes decode reads, for every length and byte")
    func roundTrip() throws {
        for count in 0...300 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ count) }
            let text = Array(Base64URL.encode(bytes).utf8)
            #expect(try Base64URL.decode(text) == bytes)
        }
    }

    @Test("T53 only the alphabet: every other byte is refused at every place")
    func alphabet() {
        let alphabet = Set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        for byte in UInt8.min...UInt8.max {
            for place in 0..<7 {
                var text = Array("AAAAAAA".utf8)
                text[place] = byte
                if alphabet.contains(byte) {
                    guard place < 6 else { continue }  // stray bits there; a test of their own
                    #expect(throws: Never.self) { try Base64URL.decode(text) }
                } else {
                    #expect(throws: Base64Fault.invalidByte(at: place)) {
                        try Base64URL.decode(text)
                    }
                }
            }
        }
    }

    @Test("T53 exactly one spelling of the last character")
    func strayBits() throws {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var accepted = 0
        for last in alphabet {
            let one: [UInt8] = [UInt8(ascii: "Z"), last]
            let two: [UInt8] = [UInt8(ascii: "Z"), UInt8(ascii: "m"), last]
            for text in [one, two] {
                do throws(Base64Fault) {
                    let bytes = try Base64URL.decode(text)
                    #expect(Array(Base64URL.encode(bytes).utf8) == text)
                    accepted += 1
                } catch {
                    #expect(error == .strayBits)
                }
            }
        }
        #expect(accepted == 4 + 16)
    }

    @Test("Q31 padding, white space and impossible lengths are refused")
    func forms() {
        let rows: [(String, Base64Fault)] = [
            ("Zg==", .invalidByte(at: 2)), ("Zm8=", .invalidByte(at: 3)),
            ("Zm9v\n", .invalidLength(5)), (" Zm9v", .invalidLength(5)),
            ("Zm 9vYg", .invalidByte(at: 2)), ("Z", .invalidLength(1)),
            ("Zm9v+w", .invalidByte(at: 4)), ("Zm9v/w", .invalidByte(at: 4)),
        ]
        for (text, fault) in rows {
            #expect(throws: fault) { try Base64URL.decode(text) }
        }
    }

    @Test("a buffer keeps what it had, and gets nothing of a bad text")
    func intoBuffer() throws {
        var buffer = ByteBuffer()
        buffer.append("x")
        try Base64URL.decode(Array("Zm9v".utf8).span, into: &buffer)
        #expect(textOf(buffer) == "xfoo")
        do throws(Base64Fault) {
            try Base64URL.decode(Array("Zm9vZm9!".utf8).span, into: &buffer)
            Issue.record("a bad text was accepted")
        } catch {
            #expect(error == .invalidByte(at: 7))
        }
        #expect(textOf(buffer) == "xfoo")
    }
}

@Suite("RFC 4648 §4 base64 with padding")
struct Base64Tests {
    static let rows: [(bytes: [UInt8], text: String)] = [
        ([], ""), ([0x66], "Zg=="), ([0x66, 0x6F], "Zm8="), ([0x66, 0x6F, 0x6F], "Zm9v"),
        ([0xFB, 0xEF, 0xFF], "++//"), ([0xFB], "+w=="),
    ]

    @Test("vectors both ways", arguments: rows)
    func vectors(bytes: [UInt8], text: String) throws {
        #expect(Base64.encode(bytes) == text)
        #expect(try Base64.decode(text) == bytes)
    }

    @Test(
        "anything but the canonical form is refused",
        arguments: [
            "Zg", "Zg=", "Zg===", "Z===", "====", "Zm9v====", "=Zm9", "Zm=v", "Zh==", "Zm9=",
            "-w==",
            "Zm9v\n", "Zm9vZg=\n",
        ])
    func refused(text: String) {
        #expect(throws: Base64Fault.self) { try Base64.decode(text) }
    }
}
