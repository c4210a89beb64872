import HTTP
import Testing

@Suite("RFC 9112 §6 Message body")
struct MessageBodyTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let lines: String
        let framing: BodyFraming?
        let fault: RequestFault?

        init(_ lines: String, _ framing: BodyFraming) {
            self.lines = lines
            self.framing = framing
            fault = nil
        }

        init(_ lines: String, _ fault: RequestFault) {
            self.lines = lines
            framing = nil
            self.fault = fault
        }

        var testDescription: String { lines }
    }

    static let requests: [Row] = [
        Row("X: y", .none),
        Row("Content-Length: 0", .length(0)),
        Row("Content-Length: 5", .length(5)),
        Row("content-length:\t0005 ", .length(5)),
        Row("Content-Length: 9223372036854775807", .length(.max)),
        Row("Content-Length: 00000000000000000000000000000000000000007", .length(7)),
        Row("Transfer-Encoding: chunked", .chunked),
        Row("transfer-ENCODING: ChunKed", .chunked),
        Row("Transfer-Encoding: , chunked ,,", .chunked),
        Row("Transfer-Encoding:\r\nTransfer-Encoding: chunked", .chunked),
        Row("Content-Length:", .invalidContentLength),
        Row("Content-Length: +5", .invalidContentLength),
        Row("Content-Length: -1", .invalidContentLength),
        Row("Content-Length: -0", .invalidContentLength),
        Row("Content-Length: 0x5", .invalidContentLength),
        Row("Content-Length: 5 5", .invalidContentLength),
        Row("Content-Length: 5, 5", .invalidContentLength),
        Row("Content-Length: 5;", .invalidContentLength),
        Row("Content-Length: 5.0", .invalidContentLength),
        Row("Content-Length: 1e1", .invalidContentLength),
        Row("Content-Length: five", .invalidContentLength),
        Row("Content-Length: \"5\"", .invalidContentLength),
        Row("Content-Length: \u{B2}", .invalidContentLength),
        Row("Content-Length: 9223372036854775808", .invalidContentLength),
        Row("Content-Length: 18446744073709551616", .invalidContentLength),
        Row("Content-Length: 18446744073709551621", .invalidContentLength),
        Row("Content-Length: 99999999999999999999999999999", .invalidContentLength),
        Row("Content-Length: 5\r\nContent-Length: 5", .repeatedField(.contentLength)),
        Row("Content-Length: 5\r\nContent-Length: 6", .repeatedField(.contentLength)),
        Row("Content-Length: 5\r\nTransfer-Encoding: chunked", .lengthWithTransferEncoding),
        Row("Transfer-Encoding: chunked\r\nContent-Length: 0", .lengthWithTransferEncoding),
        Row("Transfer-Encoding: gzip\r\nContent-Length: 0", .lengthWithTransferEncoding),
        Row("Transfer-Encoding:\r\nContent-Length: 0", .lengthWithTransferEncoding),
        Row("Transfer-Encoding:", .invalidTransferEncoding),
        Row("Transfer-Encoding: ,", .invalidTransferEncoding),
        Row("Transfer-Encoding: chunked, chunked", .invalidTransferEncoding),
        Row("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .invalidTransferEncoding),
        Row("Transfer-Encoding: chunked;a=b", .invalidTransferEncoding),
        Row("Transfer-Encoding: chunked ;", .invalidTransferEncoding),
        Row("Transfer-Encoding: chunked chunked", .invalidTransferEncoding),
        Row("Transfer-Encoding: \"chunked\"", .invalidTransferEncoding),
        Row("Transfer-Encoding: (x)", .invalidTransferEncoding),
        Row("Transfer-Encoding: chunked\u{A0}", .invalidTransferEncoding),
        Row("Transfer-Encoding: gzip", .unsupportedTransferCoding),
        Row("Transfer-Encoding: identity", .unsupportedTransferCoding),
        Row("Transfer-Encoding: xchunked", .unsupportedTransferCoding),
        Row("Transfer-Encoding: chunked-not", .unsupportedTransferCoding),
        Row("Transfer-Encoding: gzip;q=1", .unsupportedTransferCoding),
        Row("Transfer-Encoding: gzip, chunked", .unsupportedTransferCoding),
        Row("Transfer-Encoding: chunked, gzip", .unsupportedTransferCoding),
        Row("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", .unsupportedTransferCoding),
    ]

    @Test("Q1 Q2 Q3 T86 frames a request in one way or refuses it", arguments: requests)
    func request(row: Row) {
        let outcome = parseRequest("POST / HTTP/1.1\r\nHost: h\r\n\(row.lines)\r\n\r\n")
        #expect(outcome.request?.framing == row.framing)
        #expect(outcome.fault == row.fault)
    }

    @Test("Q2 Transfer-Encoding in HTTP/1.0 is refused, Content-Length is not")
    func version10() {
        let chunked = "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(parseRequest(chunked).fault == .invalidTransferEncoding)
        let unknown = "POST / HTTP/1.0\r\nTransfer-Encoding: gzip\r\n\r\n"
        #expect(parseRequest(unknown).fault == .invalidTransferEncoding)
        let length = "POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\n"
        #expect(parseRequest(length).request?.framing == .length(5))
    }

    struct Answer: Sendable, CustomTestStringConvertible {
        let status: String
        let lines: String
        var method = Method.get
        let framing: BodyFraming
        let isPersistent: Bool

        init(
            _ status: String, _ lines: String, method: Method = .get, _ framing: BodyFraming,
            stays isPersistent: Bool = true
        ) {
            self.status = status
            self.lines = lines
            self.method = method
            self.framing = framing
            self.isPersistent = isPersistent
        }

        var testDescription: String { "\(method) \(status) \(lines)" }
    }

    static let answers: [Answer] = [
        Answer("200 OK", "Content-Length: 5", .length(5)),
        Answer("200 OK", "Content-Length: 0", .length(0)),
        Answer("200 OK", "Content-Length: 5\r\nContent-Length: 5", .length(5)),
        Answer("200 OK", "Content-Length: 5\r\nContent-Length: 05", .length(5)),
        Answer("200 OK", "Transfer-Encoding: chunked", .chunked),
        Answer("200 OK", "X: y", .untilClose, stays: false),
        Answer("200 OK", "Connection: close\r\nContent-Length: 5", .length(5), stays: false),
        Answer("404 Not Found", "Content-Length: 5", .length(5)),
        Answer("204 No Content", "X: y", .none),
        Answer("204 No Content", "Content-Length: 0", .none),
        Answer("204 No Content", "Content-Length: 5", .none, stays: false),
        Answer("204 No Content", "Transfer-Encoding: chunked", .none, stays: false),
        Answer("304 Not Modified", "Content-Length: 5", .none),
        Answer("304 Not Modified", "Transfer-Encoding: chunked", .none),
        Answer("200 OK", "Content-Length: 5", method: .head, .none),
        Answer("200 OK", "Transfer-Encoding: chunked", method: .head, .none),
        Answer("200 OK", "X: y", method: .head, .none),
        Answer("101 Switching Protocols", "Upgrade: websocket\r\nConnection: upgrade", .none),
    ]

    @Test("Q20 frames a response by status, method and fields", arguments: answers)
    func response(answer: Answer) {
        let head = "HTTP/1.1 \(answer.status)\r\n\(answer.lines)\r\n\r\n"
        let response = parseResponse(head, answering: answer.method).response
        #expect(response?.framing == answer.framing)
        #expect(response?.isPersistent == answer.isPersistent)
    }

    @Test("RFC 9110 §8.6 HEAD and 304 keep the length that is named")
    func declaredLength() {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        #expect(parseResponse(head, answering: .head).response?.declaredLength == 5)
        #expect(parseResponse(head).response?.declaredLength == 5)
    }

    static let badAnswers: [(String, ResponseFault)] = [
        ("Content-Length: 5\r\nContent-Length: 6", .invalidContentLength),
        ("Content-Length: 5, 5", .invalidContentLength),
        ("Content-Length: five", .invalidContentLength),
        ("Content-Length: -5", .invalidContentLength),
        ("Content-Length:", .invalidContentLength),
        ("Content-Length: 9223372036854775808", .invalidContentLength),
        ("Content-Length: 5\r\nTransfer-Encoding: chunked", .lengthWithTransferEncoding),
        ("Transfer-Encoding: gzip", .unsupportedTransferCoding),
        ("Transfer-Encoding: gzip, chunked", .unsupportedTransferCoding),
        ("Transfer-Encoding: chunked, chunked", .invalidTransferEncoding),
        ("Transfer-Encoding:", .invalidTransferEncoding),
        ("X: a\rb", .head(.bareCarriageReturn)),
        ("X: a\nY: b", .head(.bareLineFeed)),
        ("X: a\0b", .head(.nul)),
        ("X: a\u{1}b", .head(.controlCharacter)),
        ("X: a\r\n b", .head(.lineFolding)),
        ("X : a", .head(.whitespaceBeforeColon)),
        (": a", .head(.emptyFieldName)),
    ]

    @Test("Q18 refuses an answer with two readings", arguments: badAnswers)
    func refusesResponse(lines: String, fault: ResponseFault) {
        for method: Method in [.get, .head] {
            let outcome = parseResponse("HTTP/1.1 200 OK\r\n\(lines)\r\n\r\n", answering: method)
            #expect(outcome.fault == fault)
        }
    }

    @Test("Q18 Transfer-Encoding in HTTP/1.0 is refused")
    func response10() {
        let head = "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(parseResponse(head).fault == .invalidTransferEncoding)
    }

    @Test("Q19 a body with a length is complete at its last byte, and not before")
    func lengthBody() {
        #expect(
            readBody("hello, world", framed: .length(5)).body
                == ParsedBody(data: "hello", trailers: [], consumed: 5, isComplete: true))
        #expect(readBody("hell", framed: .length(5)).body?.isComplete == false)
        #expect(readBody("x", framed: .length(0)).body?.consumed == 0)
        #expect(readBody("x", framed: .none).body?.isComplete == true)
    }

    @Test("Q19 the end of the connection ends only a body that ends so")
    func endOfInput() throws {
        var close = BodyDecoder(framing: .untilClose)
        var offset = 0
        let part = try close.next(latin1("abc").span, from: &offset)
        #expect(part == .data(0..<3))
        let early = close.isComplete
        try close.endOfInput()
        let late = close.isComplete
        #expect(!early && late)
        for framing: BodyFraming in [.length(1), .chunked] {
            var decoder = BodyDecoder(framing: framing)
            let fault = fault(of: &decoder)
            #expect(fault == .truncated)
        }
        var nothing = BodyDecoder(framing: .none)
        try nothing.endOfInput()
    }

    private func fault(of decoder: inout BodyDecoder) -> BodyFault? {
        do throws(BodyFault) {
            try decoder.endOfInput()
            return nil
        } catch {
            return error
        }
    }
}
