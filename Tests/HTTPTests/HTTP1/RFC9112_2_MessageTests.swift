import HTTP
import Testing

@Suite("RFC 9112 §2 Message")
struct MessageTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let head: String
        let fault: RequestFault

        init(_ name: String, _ head: String, _ fault: RequestFault) {
            self.name = name
            self.head = head
            self.fault = fault
        }

        var testDescription: String { name }
    }

    static let faults: [Row] = [
        Row(
            "bare LF ends the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", .head(.bareLineFeed)
        ),
        Row("bare LF ends a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", .head(.bareLineFeed)),
        Row("bare LF ends the head", "GET / HTTP/1.1\r\nHost: a\r\n\n", .head(.bareLineFeed)),
        Row(
            "bare CR in a value", "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", .head(.bareCarriageReturn)
        ),
        Row("CR CR LF", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", .head(.bareCarriageReturn)),
        Row("CR in the target", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", .head(.bareCarriageReturn)),
        Row(
            "CR alone ends the head", "GET / HTTP/1.1\r\nHost: a\r\n\rX", .head(.bareCarriageReturn)
        ),
        Row("NUL in a value", "GET / HTTP/1.1\r\nHost: a\0\r\n\r\n", .head(.nul)),
        Row("NUL in a name", "GET / HTTP/1.1\r\nHo\0st: a\r\n\r\n", .head(.nul)),
        Row("NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", .head(.nul)),
        Row("bare LF before the request line", "\nGET / HTTP/1.1\r\n\r\n", .head(.bareLineFeed)),
        Row(
            "bare CR before the request line", "\rGET / HTTP/1.1\r\n\r\n",
            .head(.bareCarriageReturn)),
        Row(
            "three empty lines before", "\r\n\r\n\r\nGET / HTTP/1.1\r\n\r\n", .malformedRequestLine),
        Row("space before the request line", " GET / HTTP/1.1\r\n\r\n", .malformedRequestLine),
        Row("a TLS hello", "\u{16}\u{03}\u{01}\u{02}\0\u{01}\0", .malformedRequestLine),
    ]

    @Test("Q6 T86 one reading of line ends", arguments: faults)
    func refuses(row: Row) {
        #expect(parseRequest(row.head).fault == row.fault)
    }

    @Test("Q6 every control character but tab is refused in a value, at every place of a word")
    func controls() {
        for byte in (UInt8(0)..<0x20) + [0x7F] {
            for padding in 0..<9 {
                let value = String(repeating: "v", count: padding)
                let start = latin1("GET / HTTP/1.1\r\nHost: a\r\nX: \(value)")
                let outcome = parseRequest(start + [byte] + latin1("w\r\n\r\n"))
                switch byte {
                case 0x09: #expect(outcome.request?.fields.last?.hasSuffix("w") == true)
                case 0x00: #expect(outcome.fault == .head(.nul))
                case 0x0A: #expect(outcome.fault == .head(.bareLineFeed))
                case 0x0D: #expect(outcome.fault == .head(.bareCarriageReturn))
                default: #expect(outcome.fault == .head(.controlCharacter))
                }
            }
        }
    }

    @Test("one or two empty lines before the request line are ignored", arguments: [1, 2])
    func leadingEmptyLines(count: Int) {
        let lines = String(repeating: "\r\n", count: count)
        let head = lines + "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        let request = parseRequest(head + "next").request
        #expect(request?.path == "/")
        #expect(request?.consumed == head.utf8.count)
    }

    @Test("Q13 bytes behind the head are left for the next message")
    func leavesTheRest() {
        let first = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
        let bytes = latin1(first + "GET /2 HTTP/1.1\r\nHost: b\r\n\r\n")
        var parser = RequestParser()
        var request = Request()
        var offset = 0
        var paths: [String] = []
        while offset < bytes.count {
            #expect(parser.isIdle)
            guard
                case .complete(let count)? = try? parser.parse(
                    bytes.span, from: offset, into: &request)
            else {
                Issue.record("no request at \(offset)")
                return
            }
            paths.append(text(request.authority) + text(request.path))
            offset += count
        }
        #expect(paths == ["a/1", "b/2"])
    }

    @Test("a parser is idle until the first byte, and again behind a head")
    func idle() throws {
        var parser = RequestParser()
        var request = Request()
        #expect(parser.isIdle)
        #expect(try parser.parse([UInt8]().span, from: 0, into: &request) == .incomplete)
        #expect(parser.isIdle)
        #expect(try parser.parse(latin1("G").span, from: 0, into: &request) == .incomplete)
        #expect(!parser.isIdle)
        let rest = latin1("ET / HTTP/1.0\r\n\r\n")
        #expect(
            try parser.parse(rest.span, from: 0, into: &request) == .complete(consumed: rest.count))
        #expect(parser.isIdle)
    }

    @Test("a head that is not complete is never taken for one")
    func incomplete() {
        let head = latin1("POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")
        for count in 0..<head.count { #expect(parseRequest(Array(head[..<count])) == .incomplete) }
    }
}
