import Codecs
import HTTP
import TestKit
import Testing

@Suite("llhttp's cases", .enabled(if: Corpora.folder != nil, Comment(rawValue: Corpora.skipped)))
struct LLHTTPCorpusTests {
    /// What a connection makes of a case.
    enum Outcome: Equatable {
        case messages(Int)
        /// Behind so many messages one is not complete.
        case incomplete(after: Int)
        case fault(String)
    }

    @Test("Q1–Q7 every case is taken or refused as llhttp does, but for the differences listed")
    func cases() throws {
        let cases = try LLHTTPCase.all(in: try #require(Corpora.folder))
        #expect(cases.count > 200)
        var unseen = Set(Self.differences.values.joined())
        for each in cases {
            let outcome = Self.outcome(of: each)
            if case .fault = outcome, each.isLenient { continue }
            var isRefused = false
            if case .fault = outcome { isRefused = true }
            guard isRefused != each.isRefused else { continue }
            if unseen.remove(each.name) == nil {
                Issue.record("\(each.kind), \(each.name): \(outcome)")
            }
        }
        #expect(unseen.isEmpty, "listed as different and are not, or not any more")
    }

    /// The outcome of every way of cutting the input. A head that llhttp refuses before it is complete is
    /// completed: what is wrong with its fields is found at its end.
    private static func outcome(of each: LLHTTPCase) -> Outcome {
        var input = each.isRequest ? each.inputWithHost : each.input
        if case .incomplete = run([input], each), each.isRefused { input += latin1("\r\n\r\n") }
        let (outcome, different) = EverySplit(of: input).results { run($0, each) }
        if let first = different.first { Issue.record("\(each.name): \(outcome), \(first)") }
        return outcome
    }

    private static func run(_ pieces: [[UInt8]], _ each: LLHTTPCase) -> Outcome {
        var requests = RequestStream()
        var responses = ResponseStream()
        for piece in pieces {
            let fault = each.isRequest ? requests.receive(piece) : responses.receive(piece)
            if let fault { return .fault(fault) }
        }
        let count = each.isRequest ? requests.count : responses.count
        let isIdle = each.isRequest ? requests.isIdle : responses.isIdle
        return isIdle ? .messages(count) : .incomplete(after: count)
    }

    /// Why, and where. Cases that show what llhttp takes when told to be lenient are not listed: there we
    /// are strict.
    static let differences: [String: [String]] = [
        "llhttp stops where the protocol changes; we answer CONNECT and read an upgrade as plain": [
            "request/connection.md: Setting a flag and pausing",
            "request/method.md: CONNECT request",
            "request/method.md: CONNECT request with CAPS",
            "request/method.md: CONNECT with body",
            "request/uri.md: Underscore in hostname",
        ],
        "llhttp refuses what follows the last message of a connection; we do not read it (Q13)": [
            "request/connection.md: No restart when keep-alive is off (1.0)",
            "request/connection.md: CRLF between requests, explicit `close`",
            "request/connection.md: CRLF between requests, explicit `close` followed by tab",
            "response/connection.md: HTTP/1.1 with keep-alive disabled and 204 status",
            "response/connection.md: HTTP/1.1 with keep-alive disabled, content-length",
        ],
        "what follows a 101 is another protocol, whatever its framing fields say (RFC 9110 §15.2.2)":
            [
                "response/connection.md: HTTP 101 response with Upgrade and Content-Length header",
                "response/connection.md: HTTP 101 response with Upgrade and Transfer-Encoding header",
            ],
        "every token is a method to the parser; the gateway answers 501 (T33)": [
            "request/invalid.md: HTTP protocol and ANNOUNCE method",
            "request/invalid.md: Invalid method",
        ],
        "* goes with OPTIONS alone (Q10)": ["request/method.md: M-SEARCH request"],
        "other protocols and HTTP/0.9 are refused (Q7)": [
            "request/method.md: SOURCE request with ICE",
            "request/method.md: OPTIONS request with RTSP",
            "request/method.md: ANNOUNCE request with RTSP",
            "request/sample.md: No HTTP version",
            "response/sample.md: RTSP response",
            "response/sample.md: ICE response",
            "response/sample.md: HTTP version 0.9",
        ],
        "a fragment in a target is refused (T24)": [
            "request/transfer-encoding.md: POST with `chunked` as last transfer-encoding",
            "request/transfer-encoding.md: "
                + "POST with `chunked` as last transfer-encoding (multiple headers)",
            "request/uri.md: Fragment in URI",
        ],
        "user information is refused (Q9)": ["request/uri.md: `host:port` and basic auth"],
        "an upstream sends nothing between its responses, no empty line either (Q20)": [
            "response/connection.md: HTTP 304 with Content-Length",
            "response/connection.md: HTTP 100 first, then 400",
            "response/pipelining.md: Should parse multiple events",
            "response/sample.md: Response starting with CRLF",
        ],
        "a transfer coding that we cannot undo cannot be passed on (Q18)": [
            "response/transfer-encoding.md: `chunked` before other transfer-encoding",
            "response/transfer-encoding.md: "
                + "multiple transfer-encoding where chunked is not the last one",
            "response/transfer-encoding.md: "
                + "`chunkedchunked` transfer-encoding does not enable chunked enconding",
        ],
    ]
}
