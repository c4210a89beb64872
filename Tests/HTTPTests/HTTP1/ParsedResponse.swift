import Codecs
import HTTP
import TestKit
import Testing

/// Everything a parser says about a response, as values that can be compared and printed.
struct ParsedResponse: Equatable {
    var status: UInt16
    var reason: String
    var version: HTTPVersion
    var fields: [String]
    var framing: BodyFraming
    var declaredLength: Int64?
    var connection: ConnectionOptions
    var isPersistent: Bool
    var isInterim: Bool

    init(_ response: borrowing Response) {
        status = response.status.rawValue
        reason = text(response.reason)
        version = response.version
        fields = lines(of: response.fields)
        framing = response.framing
        declaredLength = response.declaredLength
        connection = response.connection
        isPersistent = response.isPersistent
        isInterim = response.isInterim
    }
}

enum ResponseOutcome: Equatable {
    /// The interim responses, the final one, and the bytes of all of their heads.
    case complete([ParsedResponse], consumed: Int)
    case incomplete
    case fault(ResponseFault)

    var response: ParsedResponse? {
        if case .complete(let responses, _) = self { responses.last } else { nil }
    }
    var fault: ResponseFault? { if case .fault(let fault) = self { fault } else { nil } }
}

/// Parses `bytes` up to the final response, in every way of cutting them, and expects one outcome.
func parseResponse(
    _ bytes: [UInt8], answering method: Method = .get, within limits: HeadLimits = .response,
    sourceLocation: SourceLocation = #_sourceLocation
) -> ResponseOutcome {
    let (whole, different) = EverySplit(of: bytes).results { pieces in
        parseResponse(pieces, with: ResponseParser(answering: method, limits: limits))
    }
    for (way, outcome) in different.prefix(3) {
        Issue.record("\(way): \(outcome), whole: \(whole)", sourceLocation: sourceLocation)
    }
    return whole
}

func parseResponse(
    _ head: String, answering method: Method = .get, within limits: HeadLimits = .response,
    sourceLocation: SourceLocation = #_sourceLocation
) -> ResponseOutcome {
    parseResponse(
        latin1(head), answering: method, within: limits, sourceLocation: sourceLocation)
}

private func parseResponse(
    _ pieces: [[UInt8]], with start: ResponseParser
) -> ResponseOutcome {
    var parser = start
    var response = Response()
    var responses: [ParsedResponse] = []
    var consumed = 0
    do throws(ResponseFault) {
        for piece in pieces {
            var offset = 0
            while offset < piece.count {
                switch try parser.parse(piece.span, from: offset, into: &response) {
                case .incomplete:
                    consumed += piece.count - offset
                    offset = piece.count
                case .complete(let count):
                    consumed += count
                    offset += count
                    responses.append(ParsedResponse(response))
                    if !response.isInterim { return .complete(responses, consumed: consumed) }
                }
            }
        }
        return .incomplete
    } catch {
        _ = ParsedResponse(response)
        return .fault(error)
    }
}
