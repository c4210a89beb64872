import HTTP
import Testing

@Suite("RFC 9112 §4 Status line")
struct StatusLineTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let line: String
        let status: UInt16
        let reason: String

        init(_ line: String, _ status: UInt16, _ reason: String) {
            self.line = line
            self.status = status
            self.reason = reason
        }

        var testDescription: String { line }
    }

    static let good: [Row] = [
        Row("HTTP/1.1 200 OK", 200, "OK"),
        Row("HTTP/1.1 200 ", 200, ""),
        Row("HTTP/1.1 200", 200, ""),
        Row("HTTP/1.0 404 Not here, sorry", 404, "Not here, sorry"),
        Row("HTTP/1.1 299 a\tb  c ", 299, "a\tb  c "),
        Row("HTTP/1.1 599 \u{E4}\u{FF}", 599, "\u{E4}\u{FF}"),
        Row("HTTP/1.1 101 Switching Protocols", 101, "Switching Protocols"),
    ]

    @Test("reads version, status and reason", arguments: good)
    func takes(row: Row) {
        let outcome = parseResponse(row.line + "\r\nContent-Length: 0\r\n\r\n")
        #expect(outcome.response?.status == row.status)
        #expect(outcome.response?.reason == row.reason)
    }

    static let bad: [(String, ResponseFault)] = [
        ("", .malformedStatusLine), ("200 OK", .malformedStatusLine),
        ("HTTP/1.1", .malformedStatusLine),
        ("HTTP/1.1 20 OK", .malformedStatusLine), ("HTTP/1.1 2000 OK", .malformedStatusLine),
        ("HTTP/1.1  200 OK", .malformedStatusLine), ("HTTP/1.1\t200 OK", .malformedStatusLine),
        ("HTTP/1.1 200\tOK", .malformedStatusLine), ("HTTP/1.1 2x0 OK", .malformedStatusLine),
        ("HTTP/1.1 -20 OK", .malformedStatusLine), (" HTTP/1.1 200 OK", .malformedStatusLine),
        ("http/1.1 200 OK", .malformedStatusLine), ("ICY 200 OK is no HTTP", .malformedStatusLine),
        ("HTTP/2.0 200 OK", .unsupportedVersion), ("HTTP/1.2 200 OK", .unsupportedVersion),
        ("HTTP/0.9 200 OK", .unsupportedVersion), ("HTTP/11 2000 OK", .unsupportedVersion),
        ("HTTP/1.1 099 X", .invalidStatus), ("HTTP/1.1 000 X", .invalidStatus),
        ("HTTP/1.1 600 X", .invalidStatus), ("HTTP/1.1 999 X", .invalidStatus),
        ("HTTP/1.1 200 O\rK", .head(.bareCarriageReturn)),
        ("HTTP/1.1 200 O\nK", .head(.bareLineFeed)),
        ("HTTP/1.1 200 O\0K", .head(.nul)), ("HTTP/1.1 200 O\u{1B}K", .head(.controlCharacter)),
    ]

    @Test("Q18 refuses every other status line", arguments: bad)
    func refuses(line: String, fault: ResponseFault) {
        #expect(parseResponse(line + "\r\nContent-Length: 0\r\n\r\n").fault == fault)
    }

    @Test("Q17 interim responses come before the final one, at most eight")
    func interim() {
        let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        let final = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        for count in 0...8 {
            let bytes = String(repeating: interim, count: count) + final
            guard case .complete(let responses, let consumed) = parseResponse(bytes + "rest") else {
                Issue.record("\(count) interim responses")
                continue
            }
            #expect(responses.map(\.isInterim) == Array(repeating: true, count: count) + [false])
            #expect(responses.last?.fields == ["Content-Length: 0"])
            #expect(consumed == bytes.utf8.count)
        }
        let flood = String(repeating: interim, count: 9) + final
        #expect(parseResponse(flood).fault == .tooManyInterimResponses)
    }

    @Test("101 is final, every other 1xx is interim and without body")
    func informational() {
        for status in 100...199 where status != 101 {
            let head = "HTTP/1.1 \(status) X\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
            #expect(parseResponse(head).response?.status == 200)
        }
        #expect(parseResponse("HTTP/1.1 101 X\r\n\r\nraw").response?.isInterim == false)
    }

    @Test("every status of ours has its reason")
    func reasons() throws {
        for code in UInt16(0)...1000 {
            let status = StatusCode(rawValue: code)
            #expect((status != nil) == (100...599).contains(code))
        }
        for status: StatusCode in [
            .continue, .ok, .badRequest, .unauthorized, .forbidden, .notFound, .methodNotAllowed,
            .requestTimeout, .contentTooLarge, .uriTooLong, .expectationFailed, .misdirectedRequest,
            .tooManyRequests, .requestHeaderFieldsTooLarge, .internalServerError, .notImplemented,
            .badGateway,
            .serviceUnavailable, .gatewayTimeout, .httpVersionNotSupported,
        ] {
            #expect(status.reason.utf8CodeUnitCount > 0)
        }
    }
}
