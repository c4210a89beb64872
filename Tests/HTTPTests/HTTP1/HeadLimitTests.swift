import HTTP
import Testing

@Suite("Q8 Limits of a head")
struct HeadLimitTests {
    static func filler(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test("request line: 8192 bytes pass, one more is 414, complete or not")
    func requestLine() {
        func head(_ count: Int) -> String {
            "GET /" + Self.filler(count - 14) + " HTTP/1.1"
        }
        let rest = "\r\nHost: h\r\n\r\n"
        #expect(parseRequest(head(8191) + rest).request?.target.utf8.count == 8178)
        #expect(parseRequest(head(8192) + rest).request?.target.utf8.count == 8179)
        #expect(parseRequest(head(8193) + rest).fault == .head(.startLineTooLong))
        #expect(parseRequest("GET /" + Self.filler(8187)) == .incomplete)
        #expect(parseRequest("GET /" + Self.filler(8188)).fault == .head(.startLineTooLong))
    }

    @Test("one field: 16384 bytes pass, one more is 431, complete or not")
    func field() {
        func head(_ count: Int) -> String {
            "GET / HTTP/1.1\r\nHost: h\r\na:" + Self.filler(count - 2)
        }
        #expect(parseRequest(head(16_383) + "\r\n\r\n").request != nil)
        #expect(parseRequest(head(16_384) + "\r\n\r\n").request != nil)
        #expect(parseRequest(head(16_385) + "\r\n\r\n").fault == .head(.fieldTooLarge))
        #expect(parseRequest(head(16_384)) == .incomplete)
        #expect(parseRequest(head(16_385)).fault == .head(.fieldTooLarge))
    }

    @Test("T88 a name counts like a value")
    func fieldName() {
        func head(_ count: Int) -> String {
            "GET / HTTP/1.1\r\nHost: h\r\n" + Self.filler(count - 1) + ":\r\n\r\n"
        }
        #expect(parseRequest(head(16_384)).request != nil)
        #expect(parseRequest(head(16_385)).fault == .head(.fieldTooLarge))
    }

    @Test("T88 whole head: 32768 bytes pass, one more is 431, all bytes counted")
    func head() {
        func head(_ count: Int) -> String {
            let start = "GET / HTTP/1.1\r\nHost: h\r\na: " + Self.filler(12_000) + "\r\nCookie: "
            let middle = start + Self.filler(12_000) + "\r\nb: "
            return middle + Self.filler(count - middle.utf8.count - 4) + "\r\n\r\n"
        }
        #expect(parseRequest(head(32_767)).request?.consumed == 32_767)
        #expect(parseRequest(head(32_768)).request?.consumed == 32_768)
        for count in 32_769...32_773 {
            #expect(parseRequest(head(count)).fault == .head(.headTooLarge))
        }
        let endless = latin1(head(40_000))
        #expect(parseRequest(Array(endless[..<32_768])) == .incomplete)
        #expect(parseRequest(Array(endless[..<32_769])).fault == .head(.headTooLarge))
    }

    @Test("lines: 100 pass, one more is 431, empty values and removed fields counted")
    func fieldCount() {
        func head(_ count: Int) -> String {
            "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "a:\r\n", count: count - 1) + "\r\n"
        }
        #expect(parseRequest(head(99)).request?.fields.count == 99)
        #expect(parseRequest(head(100)).request?.fields.count == 100)
        #expect(parseRequest(head(101)).fault == .head(.tooManyFields))
    }

    @Test("the first limit that a byte passes is the one that counts")
    func order() {
        let limits = HeadLimits(startLineBytes: 20, headBytes: 60, fieldCount: 5, fieldBytes: 30)
        let start = "GET / HTTP/1.1\r\n"
        #expect(
            parseRequest("GET /" + Self.filler(200), within: limits).fault
                == .head(.startLineTooLong))
        #expect(
            parseRequest(start + Self.filler(200), within: limits).fault == .head(.fieldTooLarge))
        let second = start + "Host: h\r\nab: " + Self.filler(20) + "\r\n"
        #expect(
            parseRequest(second + Self.filler(200), within: limits).fault == .head(.headTooLarge))
        // A malformed line in front of the byte that passes the limit comes first.
        #expect(
            parseRequest(start + "a\r\n" + Self.filler(200), within: limits).fault
                == .head(.missingColon))
        #expect(parseRequest(start + "a\0" + Self.filler(200), within: limits).fault == .head(.nul))
    }

    @Test("every small limit gives one outcome however the head is cut")
    func everyLimit() {
        let head = "GET /a?b HTTP/1.1\r\nHost: h\r\nAccept: */*\r\nCookie: a=b; c=d\r\n\r\n"
        for limit in 0...head.utf8.count + 1 {
            let ofHead = HeadLimits(headBytes: limit)
            #expect(
                (parseRequest(head, within: ofHead).request != nil) == (limit >= head.utf8.count))
            let ofLine = HeadLimits(startLineBytes: limit)
            #expect((parseRequest(head, within: ofLine).request != nil) == (limit >= 17))
            let ofField = HeadLimits(fieldBytes: limit)
            #expect((parseRequest(head, within: ofField).request != nil) == (limit >= 16))
            let ofCount = HeadLimits(fieldCount: limit)
            #expect((parseRequest(head, within: ofCount).request != nil) == (limit >= 3))
        }
    }

    @Test("T65 cookies: 64 and 16 KiB pass, one more is 431")
    func cookies() {
        func head(_ count: Int) -> String {
            let pairs = (0..<count).map { "c\($0)=v" }
            let half = pairs.count / 2
            let lines = [pairs[..<half], pairs[half...]].map {
                "Cookie: " + $0.joined(separator: "; ")
            }
            return "GET / HTTP/1.1\r\nHost: h\r\n" + lines.joined(separator: "\r\n") + "\r\n\r\n"
        }
        #expect(parseRequest(head(63)).request != nil)
        #expect(parseRequest(head(64)).request != nil)
        #expect(parseRequest(head(65)).fault == .tooManyCookies)
        func large(_ count: Int) -> String {
            let first = Self.filler(10_000)
            let second = Self.filler(count - 10_000)
            return "GET / HTTP/1.1\r\nHost: h\r\nCookie: \(first)\r\nCookie: \(second)\r\n\r\n"
        }
        #expect(parseRequest(large(16_383)).request != nil)
        #expect(parseRequest(large(16_384)).request != nil)
        #expect(parseRequest(large(16_385)).fault == .cookiesTooLarge)
    }

    @Test("Q18 a response head: 64 KiB pass, one byte more does not")
    func response() {
        func head(_ count: Int) -> String {
            let start = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\na: "
            return start + Self.filler(count - start.utf8.count - 4) + "\r\n\r\n"
        }
        #expect(parseResponse(head(65_535)).response != nil)
        #expect(parseResponse(head(65_536)).response != nil)
        #expect(parseResponse(head(65_537)).fault == .head(.headTooLarge))
    }
}
