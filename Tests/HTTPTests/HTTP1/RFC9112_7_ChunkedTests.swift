import HTTP
import Testing

@Suite("RFC 9112 §7 Chunked coding")
struct ChunkedTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let bytes: String
        let data: String
        let trailers: [String]

        init(_ bytes: String, _ data: String, trailers: [String] = []) {
            self.bytes = bytes
            self.data = data
            self.trailers = trailers
        }

        var testDescription: String { String(reflecting: bytes) }
    }

    static let good: [Row] = [
        Row("0\r\n\r\n", ""),
        Row("5\r\nhello\r\n0\r\n\r\n", "hello"),
        Row("5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", "hello, world"),
        Row("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"),
        Row("0000000000000005\r\nhello\r\n0000000000000000\r\n\r\n", "hello"),
        Row("2\r\n\r\n\r\n0\r\n\r\n", "\r\n"),
        Row("5;a\r\nhello\r\n0;b\r\n\r\n", "hello"),
        Row("5;a=b;c=\"d;\te\\\"\"\r\nhello\r\n0\r\n\r\n", "hello"),
        Row("5;a;b=c ; d\r\nhello\r\n0\r\n\r\n", "hello"),
        Row("5;a=\"b\" ;c\r\nhello\r\n0\r\n\r\n", "hello"),
        Row("5; a = b\r\nhello\r\n0\r\n\r\n", "hello"),
        Row("5;a=\"\u{E4}\"\r\nhello\r\n0\r\n\r\n", "hello"),
        Row("0\r\nA: b\r\n\r\n", "", trailers: ["A: b"]),
        Row("1\r\nx\r\n0\r\nA: b\r\nc:\r\n\r\n", "x", trailers: ["A: b", "c: "]),
        Row("0;last\r\nETag: \"x\"\r\n\r\n", "", trailers: ["ETag: \"x\""]),
    ]

    @Test("reads chunks, forgets extensions, and stops at the end", arguments: good)
    func reads(row: Row) {
        let body = readBody(row.bytes + "GET / HTTP/1.1\r\n").body
        #expect(body?.data == row.data)
        #expect(body?.trailers == row.trailers)
        #expect(body?.consumed == row.bytes.unicodeScalars.count)
        #expect(body?.isComplete == true)
    }

    @Test("Q19 a chunked body is complete only behind its last line", arguments: good)
    func truncated(row: Row) {
        for count in 0..<row.bytes.unicodeScalars.count {
            let start = String(String.UnicodeScalarView(row.bytes.unicodeScalars.prefix(count)))
            #expect(readBody(start).body?.isComplete == false)
        }
    }

    static let bad: [(String, BodyFault)] = [
        ("\r\nhello", .invalidChunkSize), (" 5\r\nhello", .invalidChunkSize),
        ("5 \r\nhello", .invalidChunkSize),
        ("5\t\r\nhello", .invalidChunkSize), ("5 ;a\r\nhello", .invalidChunkSize),
        ("+5\r\nhello", .invalidChunkSize),
        ("-5\r\nhello", .invalidChunkSize), ("0x5\r\nhello", .invalidChunkSize),
        ("5h\r\nhello", .invalidChunkSize),
        ("g\r\n", .invalidChunkSize), (";a\r\n", .invalidChunkSize),
        ("5,5\r\nhello", .invalidChunkSize),
        ("\"5\"\r\nhello", .invalidChunkSize), ("5.0\r\nhello", .invalidChunkSize),
        ("\u{B2}\r\n", .invalidChunkSize),
        ("00000000000000005\r\nhello", .invalidChunkSize),
        ("ffffffffffffffff\r\n", .invalidChunkSize),
        ("8000000000000000\r\n", .invalidChunkSize),
        ("10000000000000005\r\nhello", .invalidChunkSize),
        ("5\nhello", .missingLineEnd), ("5\r hello", .missingLineEnd),
        ("5\r\rhello", .missingLineEnd),
        ("5\r\nhello\n0\r\n\r\n", .missingLineEnd), ("5\r\nhellox\r\n", .missingLineEnd),
        ("5\r\nhello\rx", .missingLineEnd), ("5\r\nhello0\r\n\r\n", .missingLineEnd),
        ("0\n\r\n", .missingLineEnd), ("0\r\n\n", .trailers(.bareLineFeed)),
        ("0\r\n\rX", .trailers(.bareCarriageReturn)),
        ("5;a\nhello", .invalidChunkExtension), ("5;a\0\r\nhello", .invalidChunkExtension),
        ("5;a\u{7F}\r\nhello", .invalidChunkExtension),
        ("5;a=\"\u{1}\"\r\nhello", .invalidChunkExtension),
        ("5;a\rb\r\nhello", .missingLineEnd), ("5;\r\nhello", .invalidChunkExtension),
        ("5;;a\r\nhello", .invalidChunkExtension), ("5;=a\r\nhello", .invalidChunkExtension),
        ("5;a=\r\nhello", .invalidChunkExtension), ("5;a=b=c\r\nhello", .invalidChunkExtension),
        ("5;a b\r\nhello", .invalidChunkExtension), ("5;a \r\nhello", .invalidChunkExtension),
        ("5;a=\"b\r\nhello", .invalidChunkExtension),
        ("5;a=\"b\\\r\nhello", .invalidChunkExtension),
        ("5;a=\"b\"c\r\nhello", .invalidChunkExtension), ("5;a,b\r\nhello", .invalidChunkExtension),
        ("5;\u{E4}\r\nhello", .invalidChunkExtension),
        ("0\r\nA : b\r\n\r\n", .trailers(.whitespaceBeforeColon)),
        ("0\r\n A: b\r\n\r\n", .trailers(.lineFolding)),
        ("0\r\nA: b\r\n c\r\n\r\n", .trailers(.lineFolding)),
        ("0\r\nA\r\n\r\n", .trailers(.missingColon)),
        ("0\r\n: b\r\n\r\n", .trailers(.emptyFieldName)), ("0\r\nA: \0\r\n\r\n", .trailers(.nul)),
        ("0\r\nA: b\nC: d\r\n\r\n", .trailers(.bareLineFeed)),
        ("0\r\nGET / HTTP/1.1\r\n", .trailers(.invalidFieldName)),
    ]

    @Test("Q4 Q5 Q40 refuses every other chunk", arguments: bad)
    func refuses(bytes: String, fault: BodyFault) {
        #expect(readBody(bytes).fault == fault)
    }

    @Test("Q4 the largest chunk size is 2^63-1")
    func largestSize() {
        #expect(readBody("7fffffffffffffff\r\nabc").body?.data == "abc")
    }

    @Test("Q4 extensions: 256 bytes a chunk, 4096 a message")
    func extensionLimits() {
        func chunk(extending count: Int) -> String {
            "1;" + String(repeating: "e", count: count - 1) + "\r\nx\r\n"
        }
        #expect(readBody(chunk(extending: 255)).body?.data == "x")
        #expect(readBody(chunk(extending: 256)).body?.data == "x")
        #expect(readBody(chunk(extending: 257)).fault == .chunkExtensionTooLarge)
        let sixteen = String(repeating: chunk(extending: 256), count: 16)
        #expect(readBody(sixteen + "0\r\n\r\n").body?.isComplete == true)
        #expect(readBody(sixteen + "0;e\r\n\r\n").fault == .chunkExtensionTooLarge)
    }

    @Test("Q5 trailers: 64 lines, 8 KiB")
    func trailerLimits() {
        func lines(_ count: Int) -> String { String(repeating: "A: b\r\n", count: count) }
        #expect(readBody("0\r\n" + lines(63) + "\r\n").body?.trailers.count == 63)
        #expect(readBody("0\r\n" + lines(64) + "\r\n").body?.trailers.count == 64)
        #expect(readBody("0\r\n" + lines(65) + "\r\n").fault == .trailers(.tooManyFields))
        // "A: ", the value, its line end and the empty line.
        func line(of count: Int) -> String {
            "0\r\nA: " + String(repeating: "v", count: count - 7) + "\r\n\r\n"
        }
        #expect(readBody(line(of: 8191)).body?.isComplete == true)
        #expect(readBody(line(of: 8192)).body?.isComplete == true)
        #expect(readBody(line(of: 8193)).fault == .trailers(.headTooLarge))
        #expect(readBody("0\r\nA: " + String(repeating: "v", count: 9000)).fault != nil)
    }
}
