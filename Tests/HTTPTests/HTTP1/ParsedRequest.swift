import Codecs
import HTTP
import TestKit
import Testing

/// Everything a parser says about a request, as values that can be compared and printed.
struct ParsedRequest: Equatable {
    var method: Method
    var methodText: String
    var form: TargetForm
    var target: String
    var authority: String
    var path: String
    var query: String
    var version: HTTPVersion
    var fields: [String]
    var framing: BodyFraming
    var connection: ConnectionOptions
    var isPersistent: Bool
    var expectation: HTTP.Expectation
    /// Bytes of the head.
    var consumed: Int

    init(_ request: borrowing Request, consumed: Int) {
        method = request.method
        methodText = text(request.methodText)
        form = request.targetForm
        target = text(request.target)
        authority = text(request.authority)
        path = text(request.path)
        query = text(request.query)
        version = request.version
        fields = lines(of: request.fields)
        framing = request.framing
        connection = request.connection
        isPersistent = request.isPersistent
        expectation = request.expectation
        self.consumed = consumed
    }
}

enum RequestOutcome: Equatable {
    case complete(ParsedRequest)
    case incomplete
    case fault(RequestFault)

    var request: ParsedRequest? { if case .complete(let request) = self { request } else { nil } }
    var fault: RequestFault? { if case .fault(let fault) = self { fault } else { nil } }
}

/// Parses `bytes` in every way of cutting them and expects one outcome.
func parseRequest(
    _ bytes: [UInt8], within limits: HeadLimits = HeadLimits(),
    sourceLocation: SourceLocation = #_sourceLocation
) -> RequestOutcome {
    let (whole, different) = EverySplit(of: bytes).results { parseRequest($0, within: limits) }
    for (way, outcome) in different.prefix(3) {
        Issue.record("\(way): \(outcome), whole: \(whole)", sourceLocation: sourceLocation)
    }
    return whole
}

func parseRequest(
    _ head: String, within limits: HeadLimits = HeadLimits(),
    sourceLocation: SourceLocation = #_sourceLocation
) -> RequestOutcome {
    parseRequest(latin1(head), within: limits, sourceLocation: sourceLocation)
}

/// One way: each piece behind some bytes that were used before.
private func parseRequest(_ pieces: [[UInt8]], within limits: HeadLimits) -> RequestOutcome {
    var parser = RequestParser(limits: limits)
    var request = Request()
    var consumed = 0
    do throws(RequestFault) {
        for piece in pieces {
            let input = [0x58, 0x0A] + piece
            switch try parser.parse(input.span, from: 2, into: &request) {
            case .incomplete: consumed += piece.count
            case .complete(let count):
                return .complete(ParsedRequest(request, consumed: consumed + count))
            }
        }
        return .incomplete
    } catch {
        // What was read until then must be readable, for the log.
        _ = ParsedRequest(request, consumed: 0)
        return .fault(error)
    }
}

/// The bytes of a span, one character each.
func text(_ bytes: Span<UInt8>) -> String {
    String(String.UnicodeScalarView([UInt8](bytes).map { Unicode.Scalar($0) }))
}

/// The bytes of a text whose characters are all below U+0100.
func latin1(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }

/// `name: value` of each line that was not removed.
func lines(of fields: borrowing Fields) -> [String] {
    var lines: [String] = []
    for index in 0..<fields.count where !fields[index].isRemoved {
        let line = fields[index]
        lines.append(text(fields.name(of: line)) + ": " + text(fields.value(of: line)))
    }
    return lines
}
